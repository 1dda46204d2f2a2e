package dev.nexs.orm.hibernate.transactions;

import dev.nexs.orm.resilience.internal.SessionKind;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.SessionBuilder;
import org.hibernate.SessionFactory;

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
    public void commit(Session session) throws SQLException {
        Sessions.commit(session);
    }

    @Override
    public void rollback(Session session) {
        Sessions.rollback(session);
    }

    @Override
    public void flush(Session session) {
        session.flush();
    }

    @Override
    public boolean isRollbackOnly(Session session) {
        return Sessions.isRollbackOnly(session);
    }

    @Override
    public void undo(Session session) {
        session.clear();
        Sessions.takeBackMark(session);
    }

    @Override
    public boolean foundStaleRow(Throwable failure) {
        return Sessions.foundStaleRow(failure);
    }

    @Override
    public void close(Session session) {
        session.close();
    }
}
