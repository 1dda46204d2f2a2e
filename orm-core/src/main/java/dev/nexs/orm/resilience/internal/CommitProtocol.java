package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.CommitOutcomeUnknownException;
import dev.nexs.orm.CommitOutcomeUnknownException.Reason;
import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.resilience.Failure;
import dev.nexs.orm.resilience.Recovery;
import dev.nexs.orm.resilience.TransactionPhase;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * Commits one attempt of a unit and finds out what became of it. Not thread-safe.
 *
 * <p>In order: note who we are, if asked to; send COMMIT; if no answer came, ask another connection. No timeout of ours
 * runs while COMMIT is under way: a statement timeout does not reach it, and the connection's own network timeout only
 * ends our waiting, not the commit.
 */
final class CommitProtocol {

    private final TransactionOptions options;
    private final CommitResolver resolver;
    private TransactionPhase phase = TransactionPhase.BEFORE_COMMIT;
    private @Nullable Failure verdict;
    private @Nullable CommitOutcomeUnknownException unknown;

    CommitProtocol(TransactionOptions options, CommitResolver resolver) {
        this.options = options;
        this.resolver = resolver;
    }

    TransactionPhase phase() {
        return phase;
    }

    /** The transaction failed before COMMIT was sent, whatever the work made of it. */
    void failedBy(SQLException first) {
        verdict = options.failureTable().classify(first, phase);
    }

    /** {@return what was found out about a failed unit beyond what it threw, or null} */
    @Nullable
    Failure verdict() {
        return verdict;
    }

    /** {@return what is to be thrown because it could not be found out, or null} */
    @Nullable
    CommitOutcomeUnknownException unknown() {
        return unknown;
    }

    /** Commits; returns if it is committed, whether the server said so or another connection did. */
    CommitAnswer commit(Connection connection) throws SQLException {
        CommitTrouble.check(connection);
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        boolean noted = options.commitResolution() != CommitResolution.NONE;
        TransactionTicket ticket = noted ? note(connection) : null;
        if (noted && ticket == null) {
            connection.commit();
            return CommitAnswer.NOTHING_WRITTEN;
        }
        phase = TransactionPhase.COMMIT_SENT;
        try {
            CommitAnswer answer =
                    CommitMessage.send(driver, options.consistency() == Consistency.NONE ? null : resolver.systems());
            if (answer.unreplicated() && !options.acceptUnreplicated()) {
                unknown = unknown(Reason.NOT_REPLICATED, ticket, null);
            }
            sweep(connection, ticket);
            return answer;
        } catch (SQLException e) {
            return resolve(connection, driver, ticket, e);
        }
    }

    private void sweep(Connection connection, @Nullable TransactionTicket ticket) {
        if (ticket != null && ticket.marker() != null && options.sweepMarkers()) {
            resolver.sweep().written(connection, options.markerAge());
        }
    }

    private CommitAnswer resolve(
            Connection connection, BaseConnection driver, @Nullable TransactionTicket ticket, SQLException failure)
            throws SQLException {
        tellThePool(connection);
        Failure judged = options.failureTable().classify(failure, phase);
        boolean answered = !driver.isClosed() && !CommitMessage.hasFailed(driver) && failure.getSQLState() != null;
        if (judged.recovery() != Recovery.OUTCOME_UNKNOWN || answered) {
            verdict = answered && judged.recovery() == Recovery.OUTCOME_UNKNOWN
                    ? new Failure(Recovery.DO_NOT_RETRY, judged.sqlState(), failure, "the server rolled back")
                    : judged;
            throw failure;
        }
        if (ticket == null) {
            unknown = unknown(Reason.NOT_RECORDED, null, failure);
            throw failure;
        }
        CommitResolver.Outcome outcome = resolver.resolve(ticket, options.resolutionTimeout(), failure);
        if (outcome.committed()) {
            return new CommitAnswer(outcome.position(), false);
        }
        if (outcome.reason() != null) {
            unknown = unknown(outcome.reason(), ticket, failure);
        } else {
            verdict = new Failure(
                    Recovery.RETRY_ELSEWHERE, judged.sqlState(), failure, "COMMIT was found not to have taken effect");
        }
        throw failure;
    }

    private static CommitOutcomeUnknownException unknown(
            Reason reason, @Nullable TransactionTicket ticket, @Nullable SQLException cause) {
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
                ? TransactionTicket.marked(connection, resolver.systems())
                : TransactionTicket.of(connection, resolver.systems());
    }
}
