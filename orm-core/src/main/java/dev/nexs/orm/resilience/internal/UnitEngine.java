package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.CommitOutcomeUnknownException;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.TransactionWork;
import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.resilience.Failure;
import dev.nexs.orm.resilience.Recovery;
import dev.nexs.orm.resilience.TransactionPhase;
import dev.nexs.orm.resilience.internal.RetryLoop.Attempt;
import dev.nexs.orm.routing.internal.Borrowed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
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
        long begin = System.nanoTime();
        Attempt<T> attempt = new RetryLoop<T>(options)
                .run(() -> attempt(
                        () -> borrow(readOnly, options, minimum, System.nanoTime() - begin), readOnly, options, work));
        if (attempt.thrown() != null) {
            throw JdbcFailures.<X>asThrownBy(attempt.thrown());
        }
        return attempt.result();
    }

    private <T extends @Nullable Object> Attempt<T> attempt(
            Supplier<Borrowed> connections,
            boolean readOnly,
            TransactionOptions options,
            TransactionWork<? super S, T, ?> work) {
        CommitProtocol protocol = new CommitProtocol(options, state.resolver());
        try {
            T result = onConnection(connections.get(), readOnly, options, protocol, work);
            CommitOutcomeUnknownException unknown = protocol.unknown();
            return unknown == null ? new Attempt<>(result, null, null) : unknown(unknown, null);
        } catch (Throwable e) {
            CommitOutcomeUnknownException unknown = protocol.unknown();
            return unknown == null ? failed(e, readOnly, options, protocol) : unknown(unknown, e);
        }
    }

    private static <T extends @Nullable Object> Attempt<T> unknown(
            CommitOutcomeUnknownException unknown, @Nullable Throwable thrown) {
        if (thrown != null && thrown != unknown.getCause()) {
            unknown.addSuppressed(thrown);
        }
        return new Attempt<>(
                null, unknown, new Failure(Recovery.OUTCOME_UNKNOWN, null, unknown, "its outcome is not known"));
    }

    private <T extends @Nullable Object> Attempt<T> failed(
            Throwable thrown, boolean readOnly, TransactionOptions options, CommitProtocol protocol) {
        Failure failure = protocol.verdict();
        if (failure == null) {
            failure = options.failureTable().classify(thrown, TransactionPhase.BEFORE_COMMIT);
        }
        if (readOnly && SqlState.of(failure.sqlState()) == SqlState.READ_ONLY_SQL_TRANSACTION) {
            failure = new Failure(
                    Recovery.DO_NOT_RETRY, failure.sqlState(), failure.cause(), "a read unit tried to write");
        } else if (failure.recovery() == Recovery.DO_NOT_RETRY && protocol.phase() == TransactionPhase.BEFORE_COMMIT) {
            failure = atWill(thrown, failure, options);
        }
        return new Attempt<>(null, thrown, failure);
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
            boolean readOnly, TransactionOptions options, @Nullable ConsistencyToken minimum, long spentNanos) {
        Duration spent = Duration.ofMillis(spentNanos / 100_000_000 * 100);
        Duration left = options.deadline().minus(spent);
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
            CommitProtocol protocol,
            TransactionWork<? super S, T, ?> work)
            throws Exception {
        Connection borrowed = lent.connection();
        try {
            JdbcFailures.orThrow("A unit of work could not begin", () -> understand(borrowed));
            UnitPlan plan = UnitPlan.of(readOnly, options, state.isReadCommitted(borrowed));
            UnitConnection connection = JdbcFailures.orThrow(
                    "A unit of work could not begin",
                    () -> new UnitConnection(borrowed, plan, protocol, state.judge()));
            T result = inSession(connection, readOnly, work);
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

    /** Looked at once: a COMMIT whose answer matters is sent through the driver's own connection. */
    private Connection understand(Connection connection) throws SQLException {
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
        S session = kind.open(connection.proxy(), readOnly);
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
