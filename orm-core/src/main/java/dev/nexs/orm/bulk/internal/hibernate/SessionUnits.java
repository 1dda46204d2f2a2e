package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.bulk.internal.Units;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Units of a session factory, of a datasource, or inside one session. */
public final class SessionUnits<S> implements Units {

    private final TransactionRunner<S> runner;
    private final Connections<S> connections;

    private SessionUnits(TransactionRunner<S> runner, Connections<S> connections) {
        this.runner = runner;
        this.connections = connections;
    }

    private interface Connections<S> {
        Connection of(S session);
    }

    /** {@return units on sessions of {@code factory}, for whichever tenant is current} */
    public static Units of(SessionFactory factory) {
        return new SessionUnits<>(
                Transactions.of(factory).stateless(), session -> session.doReturningWork(connection -> connection));
    }

    /** {@return units on connections of {@code dataSource}} */
    public static Units of(DataSource dataSource) {
        return new SessionUnits<>(Transactions.of(dataSource), connection -> connection);
    }

    /** {@return units inside the transaction of {@code session}} */
    public static Units within(SharedSessionContract session) {
        return new Within(
                session instanceof Session proxied
                        ? proxied.unwrap(SharedSessionContractImplementor.class)
                        : (SharedSessionContractImplementor) session);
    }

    @Override
    public <T> T write(Consumer<? super TransactionOptions.Builder> options, Work<T> work) throws SQLException {
        return runner.<T, SQLException>write(options, session -> work.on(connections.of(session)));
    }

    @Override
    public <T> T read(Consumer<? super TransactionOptions.Builder> options, Work<T> work) throws SQLException {
        return runner.<T, SQLException>read(options, session -> work.on(connections.of(session)));
    }

    @Override
    public ConsistencyToken token() {
        return runner.token();
    }

    @Override
    public boolean isWithin() {
        return false;
    }

    /** Inside a transaction that is the session's. */
    private record Within(SharedSessionContractImplementor session) implements Units {

        @Override
        public <T> T write(Consumer<? super TransactionOptions.Builder> options, Work<T> work) throws SQLException {
            if (!session.isOpen()) {
                throw new IllegalStateException("The session is closed; make a Bulk of an open one");
            }
            if (session instanceof Session stateful && stateful.isDefaultReadOnly()) {
                throw new IllegalStateException("The session is read-only; make a Bulk of one that may write");
            }
            if (!session.isTransactionInProgress()) {
                throw new IllegalStateException(
                        "The session has no transaction; begin one, or use Bulk.of(sessionFactory),"
                                + " which runs transactions of its own");
            }
            return onConnection(work);
        }

        @Override
        public <T> T read(Consumer<? super TransactionOptions.Builder> options, Work<T> work) throws SQLException {
            if (!session.isOpen()) {
                throw new IllegalStateException("The session is closed; make a Bulk of an open one");
            }
            return onConnection(work);
        }

        private <T> T onConnection(Work<T> work) throws SQLException {
            if (session instanceof Session stateful && session.isTransactionInProgress()) {
                stateful.flush();
            }
            return work.on(session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection());
        }

        @Override
        public @Nullable ConsistencyToken token() {
            return null;
        }

        @Override
        public boolean isWithin() {
            return true;
        }
    }
}
