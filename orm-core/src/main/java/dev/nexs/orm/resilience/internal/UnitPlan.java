package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.Isolation;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.jdbc.OwnQuery;
import java.time.Duration;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a unit's connection has to do.
 *
 * @param readOnly whether the unit only reads
 * @param mayStayPlain whether plain queries may go without a transaction
 * @param prelude statements at the beginning of the transaction, sent together; empty for none
 */
record UnitPlan(boolean readOnly, boolean mayStayPlain, String prelude) {

    /**
     * Derives it from the options.
     *
     * @param readCommitted whether the server's default isolation is READ COMMITTED
     */
    static UnitPlan of(boolean readOnly, TransactionOptions options, boolean readCommitted) {
        boolean committed =
                options.isolation() == null ? readCommitted : options.isolation() == Isolation.READ_COMMITTED;
        boolean bare = options.statementTimeout() == null && options.lockTimeout() == null && !options.transaction();
        boolean plain = readOnly && committed && bare;
        return new UnitPlan(readOnly, plain, prelude(options));
    }

    private static String prelude(TransactionOptions options) {
        StringJoiner sql = new StringJoiner(";");
        if (options.isolation() != null) {
            sql.add("SET TRANSACTION ISOLATION LEVEL " + options.isolation().sql()
                    + (options.deferrable() ? ", DEFERRABLE" : ""));
        }
        timeout(sql, "statement_timeout", options.statementTimeout());
        timeout(sql, "lock_timeout", options.lockTimeout());
        return sql.length() == 0 ? "" : OwnQuery.MARK + sql;
    }

    private static void timeout(StringJoiner sql, String setting, @Nullable Duration timeout) {
        if (timeout != null) {
            sql.add("SET LOCAL " + setting + " = " + Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        }
    }
}
