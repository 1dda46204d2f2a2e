package dev.nexs.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements that servers ran for their clients while something was done, taken from the servers' own log: so
 * whatever sent them (Hibernate, JDBC, a pool), they are what was really run, with the plans by which it was.
 *
 * <pre>{@code
 * Statements statements = node.statements(() -> orders.load(customer));
 * statements.assertCount(2).assertNoNPlusOne().assertUsesIndex("orders_customer_id");
 * }</pre>
 *
 * <p>Control of transactions and sessions (BEGIN, COMMIT, SET and the like) does not count, nor do statements of the
 * superuser. Each execution counts, also each within a JDBC batch. Immutable.
 */
public final class Statements {

    /** How often one SELECT may be run before it is taken for an N+1. */
    public static final int REPEATED_SELECTS = 2;

    private final List<ExecutedStatement> all;

    Statements(List<ExecutedStatement> all) {
        this.all = List.copyOf(all);
    }

    /** What may fail. */
    @FunctionalInterface
    public interface Action {

        /** Does it. */
        void run() throws Exception;
    }

    /** All of them, in the order of each server's log. */
    public List<ExecutedStatement> all() {
        return all;
    }

    /** How many there are. */
    public int count() {
        return all.size();
    }

    /** How many begin with one of these words: {@code count("SELECT", "WITH")}. */
    public int count(String... commands) {
        List<String> wanted = Arrays.stream(commands)
                .map(command -> command.toUpperCase(Locale.ROOT))
                .toList();
        return (int) all.stream()
                .filter(statement -> wanted.contains(statement.command()))
                .count();
    }

    /** Fails unless there are this many. */
    public Statements assertCount(int expected) {
        return require(count() == expected, "Expected " + expected + " statements, but there were " + count());
    }

    /** Fails if there are more. */
    public Statements assertAtMost(int most) {
        return require(count() <= most, "Expected at most " + most + " statements, but there were " + count());
    }

    /** Fails unless this many begin with the word: {@code assertCount("INSERT", 3)}. */
    public Statements assertCount(String command, int expected) {
        int found = count(command);
        return require(
                found == expected,
                "Expected " + expected + " statements of the kind " + command + ", but there were " + found);
    }

    /** Fails if one SELECT was run more than {@value #REPEATED_SELECTS} times, whatever its parameters. */
    public Statements assertNoNPlusOne() {
        return assertNoNPlusOne(REPEATED_SELECTS);
    }

    /** Fails if one SELECT was run more often than this, whatever its parameters. */
    public Statements assertNoNPlusOne(int repeats) {
        Map<String, Long> times = all.stream()
                .filter(statement -> statement.command().equals("SELECT"))
                .collect(Collectors.groupingBy(ExecutedStatement::sql, LinkedHashMap::new, Collectors.counting()));
        String repeated = times.entrySet().stream()
                .filter(entry -> entry.getValue() > repeats)
                .map(entry -> entry.getValue() + " times: " + entry.getKey().replaceAll("\\s+", " "))
                .collect(Collectors.joining("\n  "));
        return require(repeated.isEmpty(), "One SELECT was run again and again, as in an N+1:\n  " + repeated + "\n");
    }

    /**
     * Fails unless one of the plans reads the index. The planner reads a table of few rows as a whole; whether it could use
     * the index is asked with the server setting {@code enable_seqscan=off}.
     */
    public Statements assertUsesIndex(String index) {
        String quoted = "\"?" + Pattern.quote(index) + "\"?";
        Pattern scan = Pattern.compile("(Index (Only )?Scan( Backward)? using|Bitmap Index Scan on) " + quoted + "\\s");
        return require(
                plans().anyMatch(plan -> scan.matcher(plan).find()),
                "No plan reads the index " + index + describePlans());
    }

    /** Fails if one of the plans reads the whole table. */
    public Statements assertNoSequentialScan(String table) {
        Pattern scan = Pattern.compile("Seq Scan on (\\S+\\.)?\"?" + Pattern.quote(table) + "\"?\\s");
        return require(
                plans().noneMatch(plan -> scan.matcher(plan).find()),
                "The table " + table + " is read as a whole" + describePlans());
    }

    /**
     * Fails unless the same number of statements is run for {@code n} and for twice as much: what grows with the data is
     * an N+1, whatever its SQL looks like.
     *
     * @param node the node that runs them
     * @param n how much there is at first
     * @param work makes the action for that much
     */
    public static void assertSameNumberForTwice(Node node, int n, IntFunction<Action> work) {
        Statements once = node.statements(work.apply(n));
        Statements twice = node.statements(work.apply(2 * n));
        if (once.count() != twice.count()) {
            throw new AssertionError("For " + n + " there were " + once.count() + " statements, for " + (2 * n)
                    + " there were " + twice.count() + ".\nFor " + n + ":" + once.list() + "\nFor " + (2 * n) + ":"
                    + twice.list());
        }
    }

    private Stream<String> plans() {
        List<String> plans = all.stream()
                .map(ExecutedStatement::plan)
                .filter(Objects::nonNull)
                .toList();
        if (plans.isEmpty() && !all.isEmpty()) {
            throw new AssertionError(
                    "The server logs no plans: it has been started without the library auto_explain. Leave "
                            + "the server setting shared_preload_libraries to the kit, or name auto_explain in it.");
        }
        return plans.stream();
    }

    private String describePlans() {
        return all.stream()
                .map(statement -> statement
                        + Optional.ofNullable(statement.plan())
                                .map(plan -> "\n" + plan)
                                .orElse(""))
                .collect(Collectors.joining("\n", ":\n", "\n"));
    }

    private String list() {
        return all.stream().map(statement -> "\n  " + statement).collect(Collectors.joining());
    }

    private Statements require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise + (otherwise.endsWith("\n") ? "All of them:" : ":") + list());
        }
        return this;
    }

    @Override
    public String toString() {
        return count() + " statements:" + list();
    }

    /** Statements that begin to be recorded now. */
    static Recording record(List<Node> nodes) {
        Map<Node, Integer> beginnings = new LinkedHashMap<>();
        for (Node node : nodes) {
            if (node.isResponsive()) {
                StatementLog.switchOn(node);
                beginnings.put(node, node.logs().length());
            }
        }
        return new Recording(beginnings);
    }

    /**
     * Where each log stood at the beginning.
     *
     * @param beginnings by node
     */
    record Recording(Map<Node, Integer> beginnings) {

        Statements end() {
            List<ExecutedStatement> all = new ArrayList<>();
            Predicate<ExecutedStatement> isWork = ExecutedStatement::isWork;
            beginnings.forEach((node, beginning) ->
                    StatementLog.read(node, beginning).stream().filter(isWork).forEach(all::add));
            return new Statements(all);
        }
    }
}
