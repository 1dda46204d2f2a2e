package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.internal.hibernate.boot.AssociationsConfig;
import dev.nexs.associations.internal.hibernate.boot.AssociationsService;
import org.hibernate.engine.extension.spi.ExtensionIntegration;
import org.hibernate.engine.extension.spi.ExtensionIntegrationContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** Gives every session its guard, and its watch if a threshold is set. Found through service loading. */
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
        AssociationsConfig config = service.config();
        if (config.nPlusOneThreshold() > 0
                && session.getJdbcSessionContext().getStatementInspector() instanceof StatementTap tap) {
            session.getEventListenerManager().addListener(new StatementWatch(config, tap, service.guards()::notify));
        }
        return new SessionGuard(config.lazyLoading());
    }
}
