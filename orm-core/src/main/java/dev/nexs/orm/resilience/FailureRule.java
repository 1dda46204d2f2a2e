package dev.nexs.orm.resilience;

/**
 * One line of the {@link FailureTable}.
 *
 * @param states an SQLSTATE, or the first two characters of a whole class
 * @param name what PostgreSQL calls the condition
 * @param beforeCommit what may be done if COMMIT was not sent
 * @param commitSent what may be done if it was
 * @param reason why
 */
public record FailureRule(String states, String name, Recovery beforeCommit, Recovery commitSent, String reason) {

    boolean matches(String state) {
        return state.startsWith(states);
    }
}
