package dev.nexs.associations.internal.hibernate.boot;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.internal.hibernate.guard.FactoryGuards;
import dev.nexs.associations.internal.hibernate.guard.StatementTap;
import dev.nexs.associations.internal.hibernate.json.TypesOfSelects;
import dev.nexs.associations.internal.hibernate.load.KeyedSelects;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.service.Service;

/** What belongs to one session factory: its settings, its translated selects. Dies with the factory. */
public final class AssociationsService implements Service {

    private static final long serialVersionUID = 1L;

    private final transient AssociationsConfig config;
    private final transient KeyedSelects selects = new KeyedSelects();
    private final transient TypesOfSelects types = new TypesOfSelects();
    private final transient FactoryGuards guards = new FactoryGuards();
    private final transient SessionFactoryImplementor factory;

    AssociationsService(AssociationsConfig config, SessionFactoryImplementor factory) {
        this.config = config;
        this.factory = factory;
    }

    /** {@return the service of the session's factory} */
    public static AssociationsService of(SharedSessionContractImplementor session) {
        return of(session.getFactory());
    }

    /** {@return the service of the factory} */
    public static AssociationsService of(SessionFactoryImplementor factory) {
        return factory.getServiceRegistry().requireService(AssociationsService.class);
    }

    /** {@return the settings} */
    public AssociationsConfig config() {
        return config;
    }

    /** {@return the selects that preloading has translated} */
    public KeyedSelects selects() {
        return selects;
    }

    /** {@return the column types of selects whose rows come as JSON} */
    public TypesOfSelects types() {
        return types;
    }

    /** {@return what the guards of the factory share} */
    public FactoryGuards guards() {
        return guards;
    }

    /** {@return the tap that sees the factory's statements} */
    public StatementTap tap() {
        if (factory.getSessionFactoryOptions().getStatementInspector() instanceof StatementTap tap) {
            return tap;
        }
        throw new AssociationException(
                "the statements of this session factory cannot be seen: a statement inspector was"
                        + " applied to its builder after the settings; give it as the setting"
                        + " hibernate.session_factory.statement_inspector instead");
    }
}
