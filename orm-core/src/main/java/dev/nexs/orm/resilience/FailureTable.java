package dev.nexs.orm.resilience;

import dev.nexs.orm.resilience.internal.FailureCauses;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From SQLSTATE and phase to what may be done. Immutable.
 *
 * <p>The first rule that matches decides. Where none does, {@link Recovery#DO_NOT_RETRY} holds before COMMIT. After it,
 * only an ERROR that the server reported is an answer (it rolled back, do not retry); a FATAL one, an exception of the
 * driver's or the pool's own and anything that is no SQLException at all leave the outcome unknown.
 */
public final class FailureTable {

    private static final Recovery RETRY = Recovery.RETRY;
    private static final Recovery ELSEWHERE = Recovery.RETRY_ELSEWHERE;
    private static final Recovery UNKNOWN = Recovery.OUTCOME_UNKNOWN;
    private static final Recovery NO = Recovery.DO_NOT_RETRY;

    private static final FailureRule LOCK_TIMEOUT =
            rule("55P03", "lock_not_available", NO, NO, "a lock timeout was asked for; retrying is a matter of policy");

    private static final List<FailureRule> RULES = List.of(
            rule("40001", "serialization_failure", RETRY, RETRY, "the server rolled back for another transaction"),
            rule("40P01", "deadlock_detected", RETRY, RETRY, "the server rolled back to end a deadlock"),
            rule("40003", "statement_completion_unknown", UNKNOWN, UNKNOWN, "the sender says that it does not know"),
            rule("08007", "transaction_resolution_unknown", UNKNOWN, UNKNOWN, "the sender says that it does not know"),
            LOCK_TIMEOUT,
            rule("57014", "query_canceled", NO, NO, "somebody canceled it, or a statement timeout did"),
            rule("53300", "too_many_connections", ELSEWHERE, UNKNOWN, "no session was opened; there may be room soon"),
            rule("57P03", "cannot_connect_now", ELSEWHERE, UNKNOWN, "the server starts or stops"),
            rule("57P01", "admin_shutdown", ELSEWHERE, UNKNOWN, "the server ended the session"),
            rule("57P02", "crash_shutdown", ELSEWHERE, UNKNOWN, "another server process crashed"),
            rule("57P05", "idle_session_timeout", ELSEWHERE, UNKNOWN, "the session was idle before this transaction"),
            rule("57P04", "database_dropped", NO, UNKNOWN, "there is nothing to retry on"),
            rule("25P03", "idle_in_transaction_session_timeout", NO, UNKNOWN, "the unit paused for too long"),
            rule("25P04", "transaction_timeout", NO, UNKNOWN, "the unit took too long and would again"),
            rule("08P01", "protocol_violation", NO, UNKNOWN, "driver and server do not understand each other"),
            rule("08", "connection_exception", ELSEWHERE, UNKNOWN, "the connection was lost or never made"),
            rule(
                    "25006",
                    "read_only_sql_transaction",
                    ELSEWHERE,
                    ELSEWHERE,
                    "the node does not take writes (any more)"),
            rule(
                    "25P02",
                    "in_failed_sql_transaction",
                    NO,
                    NO,
                    "an echo of an earlier failure, which decides if known"));

    private static final FailureTable STANDARD = new FailureTable(RULES);

    private final List<FailureRule> rules;

    private FailureTable(List<FailureRule> rules) {
        this.rules = rules;
    }

    /** {@return the table in which a lock timeout is not retried} */
    public static FailureTable standard() {
        return STANDARD;
    }

    /** {@return this table, but 55P03, lock not available, is retried} */
    public FailureTable retryingLockTimeouts() {
        FailureRule retried = rule("55P03", "lock_not_available", RETRY, RETRY, "policy: wait again for the lock");
        return new FailureTable(rules.stream()
                .map(each -> each.states().equals("55P03") ? retried : each)
                .toList());
    }

    /** {@return the rules in the order in which they are asked} */
    public List<FailureRule> rules() {
        return rules;
    }

    /**
     * Classifies a failure by the SQLException in its chain of causes. For 25P02 the failure that it echoes decides.
     *
     * @param failure whatever was thrown: an SQLException, or what Hibernate or Spring made of one
     * @param phase how far the transaction had come
     */
    public Failure classify(Throwable failure, TransactionPhase phase) {
        SQLException decisive = FailureCauses.decisive(failure);
        boolean sent = phase == TransactionPhase.COMMIT_SENT;
        if (decisive == null) {
            return sent
                    ? new Failure(UNKNOWN, null, failure, "COMMIT was sent and nothing the server said is known")
                    : new Failure(NO, null, failure, "it is no failure of the database");
        }
        String state = decisive.getSQLState();
        FailureRule rule = find(state);
        if (rule == null && FailureCauses.isLostConnection(decisive)) {
            rule = find("08006");
        }
        if (rule != null) {
            return new Failure(sent ? rule.commitSent() : rule.beforeCommit(), state, decisive, rule.reason());
        }
        if (sent && !FailureCauses.isAnsweredError(decisive)) {
            return new Failure(UNKNOWN, state, decisive, "COMMIT was sent and the server did not answer with an ERROR");
        }
        return new Failure(NO, state, decisive, "the server would answer the same again");
    }

    private @Nullable FailureRule find(@Nullable String state) {
        if (state == null) {
            return null;
        }
        return rules.stream().filter(rule -> rule.matches(state)).findFirst().orElse(null);
    }

    private static FailureRule rule(
            String states, String name, Recovery beforeCommit, Recovery commitSent, String reason) {
        return new FailureRule(states, name, beforeCommit, commitSent, reason);
    }
}
