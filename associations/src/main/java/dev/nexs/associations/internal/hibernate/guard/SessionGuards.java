package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import dev.nexs.associations.internal.hibernate.load.Siblings;
import org.hibernate.engine.extension.spi.ExtensionIntegration;
import org.hibernate.engine.extension.spi.ExtensionIntegrationContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** Gives every session its guard, a handful of empty fields. Found through service loading. */
public final class SessionGuards implements ExtensionIntegration<SessionGuard> {

    /** For the service loader. */
    public SessionGuards() {}

    @Override
    public Class<SessionGuard> getExtensionType() {
        return SessionGuard.class;
    }

    @Override
    public SessionGuard createExtension(ExtensionIntegrationContext context) {
        SharedSessionContractImplementor session = context.getSession();
        AssociationsService service = AssociationsService.of(session);
        boolean siblings = service.config().autoPreload() && session.isEventSource();
        return new SessionGuard(
                session, service.config().lazyLoading(), siblings ? new Siblings(session, service) : null);
    }
}
