package dev.nexs.orm.resilience;

import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.pool.PoolExhaustedException;
import dev.nexs.orm.resilience.internal.FailureCauses;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    private static final Recovery UNKNOWN = Recovery.OUTCOME_UNKNOWN;
    private static final Recovery NO = Recovery.DO_NOT_RETRY;

    private static final List<FailureRule> RULES = Arrays.stream(SqlState.values())
            .filter(state -> state.beforeCommit() != SqlState.Again.NOT_SAID)
            .sorted(Comparator.comparing(state -> -state.code().length())) // a class comes after its states
            .map(FailureTable::rule)
            .toList();

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
        String lockTimeout = SqlState.LOCK_NOT_AVAILABLE.code();
        return new FailureTable(rules.stream()
                .map(each -> each.states().equals(lockTimeout)
                        ? new FailureRule(lockTimeout, each.name(), RETRY, RETRY, "policy: wait again for the lock")
                        : each)
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
        if (decisive instanceof PoolExhaustedException) {
            return new Failure(
                    sent ? UNKNOWN : NO, state, decisive, "this process has lent out all connections that it may have");
        }
        FailureRule rule = find(state);
        if ((rule == null || SqlState.PROTOCOL_VIOLATION.isOf(decisive)) && FailureCauses.isLostConnection(decisive)) {
            rule = find(SqlState.CONNECTION_EXCEPTION.code());
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

    private static FailureRule rule(SqlState state) {
        return new FailureRule(
                state.code(),
                state.name().toLowerCase(Locale.ROOT),
                recovery(state.beforeCommit()),
                recovery(state.commitSent()),
                state.reason());
    }

    private static Recovery recovery(SqlState.Again again) {
        return switch (again) {
            case YES -> RETRY;
            case ELSEWHERE -> Recovery.RETRY_ELSEWHERE;
            case UNKNOWN -> UNKNOWN;
            case NO, NOT_SAID -> NO;
        };
    }
}
