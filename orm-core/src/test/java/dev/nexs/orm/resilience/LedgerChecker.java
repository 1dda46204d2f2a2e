package dev.nexs.orm.resilience;

import dev.nexs.orm.CommitOutcomeUnknownException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares what writers were told with what the database has. Each unit of work adds one row with a number that no other
 * unit has, to a table without any constraint, so that a number may be missing or be there twice; in the end every number
 * is looked up. Nothing here knows of transactions, nodes or failures. Thread-safe.
 */
final class LedgerChecker {

    /** Deliberately without a key: a row that is applied twice must be able to get in. */
    static final String CREATE_TABLE = "create table ledger (number bigint not null)";

    private enum Told {
        NOTHING,
        COMMITTED,
        UNKNOWN,
        ROLLED_BACK
    }

    private final Map<Long, Told> told = new ConcurrentHashMap<>();
    private final Map<Long, Exception> failures = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();

    /** {@return a new number, of whose unit nothing is known yet} */
    long next() {
        long number = numbers.incrementAndGet();
        told.put(number, Told.NOTHING);
        return number;
    }

    /** The unit's writer was told that it is committed. */
    void acknowledged(long number) {
        told.put(number, Told.COMMITTED);
        acknowledged.incrementAndGet();
    }

    /** The unit's writer was told that it failed; only this one type says that it may be committed all the same. */
    void failed(long number, Exception failure) {
        told.put(number, failure instanceof CommitOutcomeUnknownException ? Told.UNKNOWN : Told.ROLLED_BACK);
        failures.put(number, failure);
    }

    /** {@return how many units were acknowledged so far} */
    long acknowledged() {
        return acknowledged.get();
    }

    /**
     * Reads the table, when all writers have ended.
     *
     * @param connection to the node that is the primary in the end
     */
    Verdict check(Connection connection) throws SQLException {
        Map<Long, Integer> rows = rows(connection);
        Verdict verdict = Verdict.empty();
        told.forEach((number, answer) -> judge(number, answer, rows.getOrDefault(number, 0), verdict));
        rows.keySet().stream().filter(number -> !told.containsKey(number)).forEach(verdict.fromNowhere()::add);
        return verdict;
    }

    private void judge(long number, Told answer, int found, Verdict verdict) {
        if (found > 1) {
            verdict.appliedTwice().add(number);
        }
        switch (answer) {
            case NOTHING -> verdict.neverTold().add(number);
            case COMMITTED -> (found == 0 ? verdict.lost() : verdict.kept()).add(number);
            case UNKNOWN -> verdict.unknown().put(number, failures.get(number));
            case ROLLED_BACK -> {
                if (found > 0) {
                    verdict.appliedAgainstTheAnswer().put(number, failures.get(number));
                } else {
                    verdict.rolledBack().put(number, failures.get(number));
                }
            }
        }
    }

    private static Map<Long, Integer> rows(Connection connection) throws SQLException {
        Map<Long, Integer> rows = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select number, count(*) from ledger group by number")) {
            while (row.next()) {
                rows.put(row.getLong(1), row.getInt(2));
            }
        }
        return rows;
    }

    /**
     * What became of every unit.
     *
     * @param kept acknowledged and found
     * @param lost acknowledged and not found: must be empty
     * @param appliedTwice found more than once, whatever its writer was told: must be empty
     * @param unknown surfaced as {@link CommitOutcomeUnknownException}; found once or not at all, both are right
     * @param rolledBack reported as failed and not found
     * @param appliedAgainstTheAnswer reported as failed and yet found: must be empty
     * @param neverTold begun, and its writer got no answer: must be empty
     * @param fromNowhere found, but begun by no writer: must be empty
     */
    record Verdict(
            Set<Long> kept,
            Set<Long> lost,
            Set<Long> appliedTwice,
            Map<Long, Exception> unknown,
            Map<Long, Exception> rolledBack,
            Map<Long, Exception> appliedAgainstTheAnswer,
            Set<Long> neverTold,
            Set<Long> fromNowhere) {

        private static Verdict empty() {
            return new Verdict(
                    new HashSet<>(),
                    new HashSet<>(),
                    new HashSet<>(),
                    new HashMap<>(),
                    new HashMap<>(),
                    new HashMap<>(),
                    new HashSet<>(),
                    new HashSet<>());
        }
    }
}
