package dev.nexs.orm.hibernate;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.hooks.EntityVetoException;
import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.orm.hooks.HookVetoException;
import dev.nexs.orm.hooks.internal.AuditSettings;
import dev.nexs.orm.hooks.internal.HookTable;
import dev.nexs.orm.hooks.internal.Operation;
import java.sql.SQLException;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.integrator.spi.Integrator;

/**
 * Brings hooks at the points of entities, and the audit trail, into session factories over our datasource. A factory gets
 * listeners when the first hook at such a point is registered, before or after it was built, and keeps them; without one it
 * has none. Bulk statements and native SQL load no entities and meet no hook here.
 */
public final class EntityHooks implements Integrator {

    /** Called by Hibernate. */
    public EntityHooks() {}

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        ConnectionProvider provider = factory.getServiceRegistry().getService(ConnectionProvider.class);
        if (provider == null || !provider.isUnwrappableAs(NexsDataSource.class)) {
            return;
        }
        try {
            NexsDataSource source = provider.unwrap(NexsDataSource.class);
            HookTable table = source.unwrap(HookTable.class);
            EventListenerRegistry registry = factory.getServiceRegistry().requireService(EventListenerRegistry.class);
            Listeners listeners = new Listeners(table, registry);
            listeners.install();
            table.whenAdded(listeners);
            factory.addObserver(new SessionFactoryObserver() {
                @Override
                public void sessionFactoryClosed(SessionFactory closed) {
                    table.forget(listeners);
                }
            });
            AuditSettings audit = source.unwrap(AuditSettings.class);
            if (audit.isOn()) {
                AuditTrail.install(audit, factory, registry);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("A NexsDataSource has hooks: " + e.getMessage(), e);
        }
    }

    /** Of one factory. Hooks may outlive it, so they forget it when it is closed. */
    private static final class Listeners
            implements Runnable,
                    PostLoadEventListener,
                    PreInsertEventListener,
                    PreUpdateEventListener,
                    PreDeleteEventListener {

        private final transient HookTable table;
        private final transient EventListenerRegistry registry;
        private boolean loads;
        private boolean inserts;
        private boolean updates;
        private boolean deletes;

        Listeners(HookTable table, EventListenerRegistry registry) {
            this.table = table;
            this.registry = registry;
        }

        @Override
        public void run() {
            install();
        }

        private synchronized void install() {
            loads = loads || isNew(HookPoint.LOAD, EventType.POST_LOAD);
            inserts = inserts || isNew(HookPoint.INSERT, EventType.PRE_INSERT);
            updates = updates || isNew(HookPoint.UPDATE, EventType.PRE_UPDATE);
            deletes = deletes || isNew(HookPoint.DELETE, EventType.PRE_DELETE);
        }

        @SuppressWarnings("unchecked")
        private boolean isNew(HookPoint point, EventType<?> type) {
            if (!table.isWanted(point)) {
                return false;
            }
            registry.getEventListenerGroup((EventType<Object>) type).appendListener(this);
            return true;
        }

        @Override
        public void onPostLoad(PostLoadEvent event) {
            if (table.listens(HookPoint.LOAD)) {
                table.after(HookPoint.LOAD, operation(event.getEntity(), event.getSession()));
            }
        }

        @Override
        public boolean onPreInsert(PreInsertEvent event) {
            return call(HookPoint.INSERT, event.getEntity(), event.getSession());
        }

        @Override
        public boolean onPreUpdate(PreUpdateEvent event) {
            return call(HookPoint.UPDATE, event.getEntity(), event.getSession());
        }

        @Override
        public boolean onPreDelete(PreDeleteEvent event) {
            return call(HookPoint.DELETE, event.getEntity(), event.getSession());
        }

        private boolean call(HookPoint point, Object entity, SharedSessionContractImplementor session) {
            if (table.listens(point)) {
                try {
                    table.before(point, operation(entity, session));
                } catch (HookVetoException e) {
                    throw new EntityVetoException(e);
                }
            }
            return false;
        }

        private static Operation operation(Object entity, SharedSessionContractImplementor session) {
            Object tenant = session.getTenantIdentifierValue();
            return new Operation(null)
                    .of(tenant == null ? null : tenant.toString(), null)
                    .entity(entity);
        }
    }
}
