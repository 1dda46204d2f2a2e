package dev.nexs.testing;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement that a server has run for a client.
 *
 * @param node the name of the node that ran it
 * @param sql its text as it was sent, with {@code $1} for parameters
 * @param parameters the parameters as the server shows them, empty if there are none
 * @param plan the plan that it was run by, in PostgreSQL's text form; null if it has none or the server did not say
 */
public record ExecutedStatement(
        String node,
        String sql,
        String parameters,
        @Nullable String plan) {

    private static final Pattern LEADING_COMMENTS =
            Pattern.compile("^(\\s|\\(|--[^\\n]*\\n|/\\*.*?\\*/)+", Pattern.DOTALL);

    /** Control of transactions and of the session, which is no work. */
    private static final Set<String> CONTROL = Set.of(
            "BEGIN",
            "START",
            "COMMIT",
            "END",
            "ROLLBACK",
            "ABORT",
            "SAVEPOINT",
            "RELEASE",
            "PREPARE",
            "SET",
            "RESET",
            "SHOW",
            "DISCARD",
            "DEALLOCATE",
            "LISTEN",
            "UNLISTEN",
            "");

    /** The first word, in upper case: {@code SELECT}, {@code INSERT}, {@code WITH}. */
    public String command() {
        String text = LEADING_COMMENTS.matcher(sql).replaceFirst("").strip();
        return text.split("[^A-Za-z]", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** Neither control nor what a datasource asks on its own behalf. */
    boolean isWork() {
        return !CONTROL.contains(command()) && !sql.contains("/* nexs probe */");
    }

    ExecutedStatement withParameters(String shown) {
        return new ExecutedStatement(node, sql, shown, plan);
    }

    ExecutedStatement withPlan(String shown) {
        return new ExecutedStatement(node, sql, parameters, shown);
    }

    @Override
    public String toString() {
        return sql.replaceAll("\\s+", " ") + (parameters.isEmpty() ? "" : " -- " + parameters);
    }
}
