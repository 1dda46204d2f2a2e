package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.jdbc.OwnQuery;
import dev.nexs.orm.jdbc.StatementJudge;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What has to be known of a database to tell which statements may go without a transaction, asked of it in one round trip,
 * when the first unit runs and again when a unit runs minutes later.
 *
 * @param readCommitted whether READ COMMITTED is the default of role and database
 * @param hazards relations that run volatile functions when they are read: views, views over such, tables whose row-security
 *     policies do
 * @param judge judges statements by their text and these relations
 * @param asked when, as {@link System#nanoTime()} counts
 */
record Surroundings(boolean readCommitted, Set<String> hazards, StatementJudge judge, long asked) {

    private static final long FRESH_NANOS = Duration.ofMinutes(5).toNanos();

    /** Functions of PostgreSQL's own, which have no entry among the dependencies: they write, lock, set or tell the time. */
    private static final String BUILT_IN =
            "\\m(nextval|setval|pg_notify|set_config|lo_\\w+|pg_advisory\\w*|pg_try_advisory\\w*"
                    + "|pg_logical_emit_message|now|transaction_timestamp|current_timestamp|current_date|current_time"
                    + "|localtime|localtimestamp|txid_current|pg_current_xact_id)\\M";

    /** Operators are few and in no text that is looked at: a volatile one makes everything a hazard. */
    private static final String ASK = OwnQuery.MARK
            + "WITH RECURSIVE v AS (SELECT oid FROM pg_proc WHERE provolatile = 'v' AND oid >= 16384),"
            + " direct AS ("
            + "SELECT r.ev_class AS rel FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass"
            + " AND d.objid = r.oid AND d.refclassid = 'pg_proc'::regclass JOIN v ON v.oid = d.refobjid"
            + " UNION SELECT p.polrelid FROM pg_policy p JOIN pg_depend d ON d.classid = 'pg_policy'::regclass"
            + " AND d.objid = p.oid AND d.refclassid = 'pg_proc'::regclass JOIN v ON v.oid = d.refobjid"
            + " UNION SELECT c.oid FROM pg_class c WHERE c.relkind = 'v' AND c.oid >= 16384"
            + " AND pg_get_viewdef(c.oid) ~* '" + BUILT_IN + "'"
            + " UNION SELECT p.polrelid FROM pg_policy p"
            + " WHERE coalesce(pg_get_expr(p.polqual, p.polrelid), '') ~* '" + BUILT_IN + "'),"
            + " reached AS (SELECT rel FROM direct UNION SELECT r.ev_class FROM reached"
            + " JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = reached.rel"
            + " AND d.classid = 'pg_rewrite'::regclass JOIN pg_rewrite r ON r.oid = d.objid)"
            + " SELECT current_setting('default_transaction_isolation') = 'read committed',"
            + " ARRAY(SELECT DISTINCT c.relname::text FROM reached JOIN pg_class c ON c.oid = reached.rel),"
            + " EXISTS (SELECT FROM pg_operator o JOIN v ON v.oid = o.oprcode::oid)";

    static Surroundings ask(Connection connection) throws SQLException {
        return OwnQuery.run(connection, statement -> {
            try (ResultSet row = statement.executeQuery(ASK)) {
                row.next();
                Set<String> hazards = new HashSet<>();
                Array names = row.getArray(2);
                for (Object name : (Object[]) names.getArray()) {
                    hazards.add(name.toString().toLowerCase(Locale.ROOT));
                }
                if (row.getBoolean(3)) {
                    hazards.add(StatementJudge.EVERYTHING);
                }
                return new Surroundings(row.getBoolean(1), hazards, new StatementJudge(hazards), System.nanoTime());
            }
        });
    }

    /** {@return what is known now} What was judged before stays known as long as nothing has changed. */
    Surroundings askAgain(Connection connection) throws SQLException {
        Surroundings now = ask(connection);
        return now.hazards.equals(hazards) ? new Surroundings(now.readCommitted, hazards, judge, now.asked) : now;
    }

    boolean isFresh() {
        return System.nanoTime() - asked < FRESH_NANOS;
    }
}
