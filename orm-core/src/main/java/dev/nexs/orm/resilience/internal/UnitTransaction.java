package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.AfterCommitException;
import dev.nexs.orm.CommitOutcomeUnknownException;
import dev.nexs.orm.CommitOutcomeUnknownException.Reason;
import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.observe.internal.Observer;
import dev.nexs.orm.observe.internal.Observer.Outcome;
import dev.nexs.orm.resilience.Failure;
import dev.nexs.orm.resilience.Recovery;
import dev.nexs.orm.resilience.TransactionPhase;
import dev.nexs.orm.resilience.internal.RetryLoop.Attempt;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * The transaction of one attempt of a unit: how far it is, how it is committed, and what became of it. Not thread-safe.
 *
 * <p>Whether the unit may be run again is decided by the {@link State} alone, whatever was thrown: what is committed, or may
 * be, never is. To commit: note who we are, if asked to; send COMMIT; if no answer came, ask another connection. No timeout
 * of ours runs while COMMIT is under way: a statement timeout does not reach it, and the connection's own network timeout
 * only ends our waiting, not the commit.
 */
final class UnitTransaction {

    /** How far it is. */
    enum State {
        /** COMMIT was not sent: whatever happened, the server rolls back. */
        OPEN,
        /** COMMIT was sent, and nothing is known yet. */
        COMMIT_SENT,
        /** It took effect, or there was nothing to take effect. */
        COMMITTED,
        /** COMMIT was sent and did not take effect. */
        ROLLED_BACK,
        /** COMMIT was sent and nobody can say, or it may not survive a failover. */
        UNKNOWN
    }

    private final TransactionOptions options;
    private final CommitResolver resolver;
    private final Deadline deadline;
    private final @Nullable Observer observer;
    private State state = State.OPEN;
    private boolean acted;
    private boolean lost;
    private @Nullable TransactionTicket ticket;
    private @Nullable SQLException hidden;
    private @Nullable Failure failure;
    private @Nullable CommitOutcomeUnknownException unknown;

    /** One that was not begun yet, of a unit that has until {@code deadline}. */
    UnitTransaction(
            TransactionOptions options, CommitResolver resolver, Deadline deadline, @Nullable Observer observer) {
        this.observer = observer;
        this.options = options;
        this.resolver = resolver;
        this.deadline = deadline;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether COMMIT was answered, and not with a failure. */
    boolean isCommitted() {
        return state == State.COMMITTED || state == State.UNKNOWN;
    }

    /**
     * Whether it matters, and is not known yet, if it did something that assigns no transaction id and yet takes effect with
     * the COMMIT: NOTIFY, or a function that notifies.
     */
    boolean asksWhetherItActed() {
        return !acted && options.commitResolution() != CommitResolution.NONE;
    }

    /** A statement was sent that is not known to do no such thing. */
    void mayHaveActed() {
        acted = true;
    }

    /** It failed before COMMIT was sent, whatever the work made of it. */
    void failedBy(SQLException first) {
        hidden = first;
    }

    /** It only read: nothing that could take effect was sent. */
    void ended() {
        state = State.COMMITTED;
    }

    /**
     * {@return what came of the attempt}
     *
     * @param result what the work returned
     * @param thrown what was thrown, or null
     * @param before judges what was thrown before COMMIT, by the failure behind it
     */
    <T extends @Nullable Object> Attempt<T> attempt(
            @Nullable T result, @Nullable Throwable thrown, BiFunction<Throwable, Throwable, Failure> before) {
        return switch (state) {
            case COMMITTED -> thrown == null ? new Attempt<>(result, null, null) : failedAfterCommit(thrown);
            case UNKNOWN, COMMIT_SENT -> ofUnknownOutcome(thrown);
            case OPEN, ROLLED_BACK -> {
                Throwable reason = thrown == null ? new IllegalStateException("a unit ended in " + state) : thrown;
                yield new Attempt<>(
                        null,
                        reason,
                        failure == null ? before.apply(reason, hidden == null ? reason : hidden) : failure);
            }
        };
    }

    /** An Error goes on as it is; it is not for a caller to handle. */
    private static <T extends @Nullable Object> Attempt<T> failedAfterCommit(Throwable thrown) {
        return new Attempt<>(
                null,
                thrown instanceof Error ? thrown : new AfterCommitException(thrown),
                new Failure(Recovery.DO_NOT_RETRY, null, thrown, "the unit is committed"));
    }

    private <T extends @Nullable Object> Attempt<T> ofUnknownOutcome(@Nullable Throwable thrown) {
        CommitOutcomeUnknownException outcome = unknown == null
                ? unknown(ticket == null ? Reason.NOT_RECORDED : Reason.UNRESOLVED_IN_TIME, thrown)
                : unknown;
        if (thrown != null && thrown != outcome.getCause()) {
            outcome.addSuppressed(thrown);
        }
        return new Attempt<>(
                null, outcome, new Failure(Recovery.OUTCOME_UNKNOWN, null, outcome, "its outcome is not known"));
    }

    /** Commits; returns if it is committed, whether the server said so or another connection did. */
    CommitAnswer commit(Connection connection) throws SQLException {
        CommitTrouble.check(connection);
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        boolean noted = options.commitResolution() != CommitResolution.NONE;
        ticket = noted ? note(connection) : null;
        if (noted && ticket == null) {
            connection.commit();
            state = State.COMMITTED;
            return CommitAnswer.NOTHING_WRITTEN;
        }
        state = State.COMMIT_SENT;
        if (observer == null) {
            return send(connection, driver);
        }
        Object commit = observer.committing(connection);
        try {
            return send(connection, driver);
        } finally {
            observer.ended(commit, outcome(), unknown);
        }
    }

    private Outcome outcome() {
        return switch (state) {
            case COMMITTED -> lost ? Outcome.FOUND_COMMITTED : Outcome.COMMITTED;
            case ROLLED_BACK, OPEN -> Outcome.ROLLED_BACK;
            case UNKNOWN, COMMIT_SENT -> Outcome.UNKNOWN;
        };
    }

    private CommitAnswer send(Connection connection, BaseConnection driver) throws SQLException {
        try {
            CommitAnswer answer =
                    CommitMessage.send(driver, options.consistency() == Consistency.NONE ? null : resolver.systems());
            if (answer.unreplicated() && !options.acceptUnreplicated()) {
                unknown = unknown(Reason.NOT_REPLICATED, null);
                state = State.UNKNOWN;
            } else {
                state = State.COMMITTED;
            }
            sweep(connection);
            return answer;
        } catch (SQLException e) {
            return resolve(connection, driver, e);
        }
    }

    private void sweep(Connection connection) {
        if (ticket != null && ticket.marker() != null && options.sweepMarkers()) {
            resolver.sweep().written(connection, options.markerAge());
        }
    }

    private CommitAnswer resolve(Connection connection, BaseConnection driver, SQLException thrown)
            throws SQLException {
        tellThePool(connection);
        Failure judged = options.failureTable().classify(thrown, TransactionPhase.COMMIT_SENT);
        boolean answered = !driver.isClosed() && !CommitMessage.hasFailed(driver) && thrown.getSQLState() != null;
        if (judged.recovery() != Recovery.OUTCOME_UNKNOWN || answered) {
            failure = judged.recovery() == Recovery.OUTCOME_UNKNOWN
                    ? new Failure(Recovery.DO_NOT_RETRY, judged.sqlState(), thrown, "the server rolled back")
                    : judged;
            state = State.ROLLED_BACK;
            throw thrown;
        }
        if (ticket == null) {
            unknown = unknown(Reason.NOT_RECORDED, thrown);
            state = State.UNKNOWN;
            throw thrown;
        }
        lost = true;
        CommitResolver.Outcome outcome =
                resolver.resolve(ticket, deadline.orWithin(options.resolutionTimeout()), thrown);
        if (outcome.committed()) {
            state = State.COMMITTED;
            return new CommitAnswer(outcome.position(), false);
        }
        if (outcome.reason() == null) {
            failure = new Failure(
                    Recovery.RETRY_ELSEWHERE, judged.sqlState(), thrown, "COMMIT was found not to have taken effect");
            state = State.ROLLED_BACK;
        } else {
            unknown = unknown(outcome.reason(), thrown);
            state = State.UNKNOWN;
        }
        throw thrown;
    }

    private CommitOutcomeUnknownException unknown(Reason reason, @Nullable Throwable cause) {
        return ticket == null
                ? new CommitOutcomeUnknownException(reason, null, 0, null, cause)
                : new CommitOutcomeUnknownException(
                        reason, ticket.xid(), ticket.position().timeline(), ticket.marker(), cause);
    }

    /** The pool did not see the failure, since it passed by its proxies; a call on a dead connection shows it. */
    private static void tellThePool(Connection connection) {
        try {
            connection.createStatement().close();
        } catch (SQLException e) {
            // that was the purpose
        }
    }

    /** One round trip. {@return null if nothing was written, so that nothing can be lost} */
    private @Nullable TransactionTicket note(Connection connection) throws SQLException {
        return options.commitResolution() == CommitResolution.MARKER
                ? TransactionTicket.marked(connection, resolver.systems(), acted)
                : TransactionTicket.of(connection, resolver.systems(), acted);
    }
}
