package dev.nexs.orm.hibernate.transactions;

import dev.nexs.orm.resilience.internal.SessionKind;
import java.sql.Connection;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.SessionBuilder;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;

/** Units on a Session. */
public final class StatefulKind implements SessionKind<Session> {

    private final SessionFactory factory;

    /** Sessions of {@code factory}. */
    public StatefulKind(SessionFactory factory) {
        this.factory = factory;
    }

    @Override
    public Session open(Connection connection, boolean readOnly) {
        SessionBuilder builder = factory.withOptions().connection(connection);
        Object tenant = Tenants.current(factory);
        if (tenant != null) {
            builder = builder.tenantIdentifier(tenant);
        }
        Session session = builder.openSession();
        if (readOnly) {
            session.setDefaultReadOnly(true);
            session.setCacheMode(CacheMode.GET); // what a replica showed may be old; caches are everybody's
        }
        session.beginTransaction();
        return session;
    }

    @Override
    public void commit(Session session) {
        session.getTransaction().commit();
    }

    @Override
    public void rollback(Session session) {
        Transaction transaction = session.getTransaction();
        if (transaction.getStatus().canRollback()) {
            transaction.rollback();
        }
    }

    @Override
    public void flush(Session session) {
        session.flush();
    }

    @Override
    public void clear(Session session) {
        session.clear();
    }

    @Override
    public void close(Session session) {
        session.close();
    }
}
