package dev.nexs.associations.internal.hibernate.boot;

import dev.nexs.associations.internal.hibernate.load.KeyedSelects;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.service.Service;

/** What belongs to one session factory: its settings, its translated selects. Dies with the factory. */
public final class AssociationsService implements Service {

    private static final long serialVersionUID = 1L;

    private final transient AssociationsConfig config;
    private final transient KeyedSelects selects = new KeyedSelects();

    AssociationsService(AssociationsConfig config) {
        this.config = config;
    }

    /** {@return the service of the session's factory} */
    public static AssociationsService of(SharedSessionContractImplementor session) {
        return session.getFactory().getServiceRegistry().requireService(AssociationsService.class);
    }

    /** {@return the settings} */
    public AssociationsConfig config() {
        return config;
    }

    /** {@return the selects that preloading has translated} */
    public KeyedSelects selects() {
        return selects;
    }
}
