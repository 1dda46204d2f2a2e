package dev.nexs.orm.hibernate.transactions;

import dev.nexs.orm.resilience.internal.SessionKind;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.CacheMode;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.StatelessSessionBuilder;

/** Units on a StatelessSession. */
public final class StatelessKind implements SessionKind<StatelessSession> {

    private final SessionFactory factory;

    /** Sessions of {@code factory}. */
    public StatelessKind(SessionFactory factory) {
        this.factory = factory;
    }

    @Override
    public StatelessSession open(Connection connection, boolean readOnly) {
        StatelessSessionBuilder builder = factory.withStatelessOptions().connection(connection);
        Object tenant = Tenants.current(factory);
        if (tenant != null) {
            builder = builder.tenantIdentifier(tenant);
        }
        StatelessSession session = builder.openStatelessSession();
        if (readOnly) {
            session.setCacheMode(CacheMode.GET);
        }
        session.beginTransaction();
        return session;
    }

    @Override
    public void commit(StatelessSession session) throws SQLException {
        Sessions.commit(session);
    }

    @Override
    public void rollback(StatelessSession session) {
        Sessions.rollback(session);
    }

    @Override
    public void flush(StatelessSession session) {
        // a stateless session sends everything at once
    }

    @Override
    public boolean isRollbackOnly(StatelessSession session) {
        return Sessions.isRollbackOnly(session);
    }

    @Override
    public void undo(StatelessSession session) {
        Sessions.takeBackMark(session);
    }

    @Override
    public boolean foundStaleRow(Throwable failure) {
        return Sessions.foundStaleRow(failure);
    }

    @Override
    public void close(StatelessSession session) {
        session.close();
    }
}
