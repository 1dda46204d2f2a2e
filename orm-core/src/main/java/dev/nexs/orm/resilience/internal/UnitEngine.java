package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.TransactionWork;
import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.jdbc.PhysicalConnection;
import dev.nexs.orm.observe.internal.Observer;
import dev.nexs.orm.resilience.Failure;
import dev.nexs.orm.resilience.Recovery;
import dev.nexs.orm.resilience.TransactionPhase;
import dev.nexs.orm.resilience.internal.RetryLoop.Attempt;
import dev.nexs.orm.routing.internal.Borrowed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * Runs units of work of one source: joins or begins, commits, judges, repeats. Thread-safe.
 *
 * @param <S> what units work on
 */
public final class UnitEngine<S> {

    private final ConnectionSource source;
    private final SessionKind<S> kind;
    private final EngineState state;
    private volatile boolean understood;

    /** An engine that shares what is remembered of the source with other engines. */
    public UnitEngine(ConnectionSource source, SessionKind<S> kind, EngineState state) {
        this.source = source;
        this.kind = kind;
        this.state = state;
    }

    /** {@return an engine of the same source for another kind of session} */
    public <R> UnitEngine<R> of(SessionKind<R> other) {
        return new UnitEngine<>(source, other, state);
    }

    /**
     * Runs a unit.
     *
     * @param minimum what reads must show at least, or null
     */
    @SuppressWarnings("NullAway") // the result is null only if the work returned null, which T then allows
    public <T extends @Nullable Object, X extends Exception> T run(
            boolean readOnly,
            TransactionOptions options,
            @Nullable ConsistencyToken minimum,
            TransactionWork<? super S, T, X> work)
            throws X {
        Unit<?> outer = Unit.of(source);
        if (outer != null) {
            return InnerUnit.in(outer, kind, readOnly, options).run(options.savepoint(), work);
        }
        Deadline deadline = Deadline.in(options.deadline());
        Observer observer = state.observer();
        Attempt<T> attempt = new RetryLoop<T>(options, readOnly, observer)
                .run(() -> attempt(readOnly, options, minimum, deadline, observer, work));
        if (attempt.thrown() != null) {
            throw JdbcFailures.<X>asThrownBy(attempt.thrown());
        }
        return attempt.result();
    }

    private <T extends @Nullable Object> Attempt<T> attempt(
            boolean readOnly,
            TransactionOptions options,
            @Nullable ConsistencyToken minimum,
            Deadline deadline,
            @Nullable Observer observer,
            TransactionWork<? super S, T, ?> work) {
        UnitTransaction transaction = new UnitTransaction(options, state.resolver(), deadline, observer);
        T result = null;
        Throwable thrown = null;
        try {
            Borrowed lent = borrow(readOnly, options, minimum, deadline.left());
            result = onConnection(lent, readOnly, options, transaction, work);
        } catch (Throwable e) {
            thrown = e;
        }
        return transaction.attempt(result, thrown, (e, cause) -> beforeCommit(e, cause, readOnly, options));
    }

    private Failure beforeCommit(Throwable thrown, Throwable cause, boolean readOnly, TransactionOptions options) {
        Failure failure = options.failureTable().classify(cause, TransactionPhase.BEFORE_COMMIT);
        if (readOnly && SqlState.of(failure.sqlState()) == SqlState.READ_ONLY_SQL_TRANSACTION) {
            return new Failure(
                    Recovery.DO_NOT_RETRY, failure.sqlState(), failure.cause(), "a read unit tried to write");
        }
        return failure.recovery() == Recovery.DO_NOT_RETRY ? atWill(thrown, failure, options) : failure;
    }

    /** What the database does not call passing, but the session or the caller does. */
    private Failure atWill(Throwable thrown, Failure failure, TransactionOptions options) {
        if (options.retryOptimisticLocks() && kind.foundStaleRow(thrown)) {
            return new Failure(
                    Recovery.RETRY, failure.sqlState(), thrown, "somebody changed a row since the unit had read it");
        }
        return options.retryOn().test(thrown)
                ? new Failure(Recovery.RETRY, failure.sqlState(), thrown, "retryOn accepts it")
                : failure;
    }

    /** Waits for a node no longer than the unit has time left, to a tenth of a second. */
    private Borrowed borrow(
            boolean readOnly, TransactionOptions options, @Nullable ConsistencyToken minimum, Duration time) {
        Duration left = Duration.ofMillis((time.toMillis() + 99) / 100 * 100);
        return JdbcFailures.orThrow(
                "No connection could be had",
                () -> readOnly
                        ? state.reader(options, minimum, left)
                        : source.within(left).writer());
    }

    private <T extends @Nullable Object> T onConnection(
            Borrowed lent,
            boolean readOnly,
            TransactionOptions options,
            UnitTransaction transaction,
            TransactionWork<? super S, T, ?> work)
            throws Exception {
        Connection borrowed = lent.connection();
        try {
            JdbcFailures.orThrow("A unit of work could not begin", () -> understand(borrowed));
            Surroundings around =
                    JdbcFailures.orThrow("A unit of work could not begin", () -> state.surroundings(borrowed));
            UnitPlan plan = UnitPlan.of(readOnly, options, around.readCommitted());
            UnitConnection connection = JdbcFailures.orThrow(
                    "A unit of work could not begin",
                    () -> new UnitConnection(borrowed, plan, transaction, around.judge()));
            T result;
            try {
                result = inSession(connection, readOnly, work);
            } finally {
                connection.leave();
            }
            if (readOnly) {
                lent.shown();
            } else if (options.consistency() != Consistency.NONE) {
                state.wrote(lent, connection.answer());
            }
            return result;
        } finally {
            release(borrowed);
        }
    }

    /**
     * Looked at once: a COMMIT whose answer matters is sent through the driver's own connection, and a datasource of ours
     * that was not recognised would have no memory of what was seen.
     */
    private Connection understand(Connection connection) throws SQLException {
        if (!understood && !source.isOurs() && connection.isWrapperFor(PhysicalConnection.class)) {
            throw new SQLException(
                    "the datasource hides a NexsDataSource, without which reads would not show what was written; let its"
                            + " wrapper implement unwrap and isWrapperFor, or pass in the NexsDataSource itself",
                    "0A000");
        }
        if (!understood && !connection.isWrapperFor(BaseConnection.class)) {
            throw new SQLException(
                    "units of work need connections of the PostgreSQL driver, but a "
                            + connection.getClass().getName()
                            + " does not unwrap to org.postgresql.core.BaseConnection;"
                            + " pass in the datasource below that wrapper, or let it implement unwrap",
                    "0A000");
        }
        understood = true;
        return connection;
    }

    private <T extends @Nullable Object> T inSession(
            UnitConnection connection, boolean readOnly, TransactionWork<? super S, T, ?> work) throws Exception {
        S session = kind.open(connection, readOnly);
        Unit<S> unit = Unit.enter(source, kind, session, connection, readOnly);
        try {
            T result = work.apply(session);
            if (unit.doomed() != null) {
                throw JdbcFailures.<Exception>asThrownBy(unit.doomed());
            }
            JdbcFailures.orThrow("A unit of work could not be committed", () -> {
                connection.beforeCommit();
                kind.commit(session);
                connection.requireCommitted();
                return connection;
            });
            return result;
        } catch (Throwable e) {
            connection.beforeRollback(e);
            rollback(connection, session, e);
            throw e;
        } finally {
            unit.leave();
            close(session);
        }
    }

    private void rollback(UnitConnection connection, S session, Throwable failure) {
        try {
            kind.rollback(session);
            connection.afterRollback();
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void close(S session) {
        try {
            kind.close(session);
        } catch (RuntimeException e) {
            EngineState.LOG.debug("A unit's session could not be closed", e);
        }
    }

    /** A connection that cannot be given back is the pool's to forget; the unit's outcome is known by now. */
    private void release(Connection connection) {
        try {
            source.release(connection);
        } catch (SQLException e) {
            EngineState.LOG.debug("A unit's connection could not be given back", e);
        }
    }

    /** {@return what the caller has seen; where that is nothing, the primary's position now} */
    public ConsistencyToken token() {
        return JdbcFailures.orThrow("It could not be found out how far a node is", state::token);
    }
}
