package dev.nexs.orm.jdbc;

import dev.nexs.orm.pool.ResetOnReturn;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is made good for its next borrower, and what was set on it when it was fresh.
 *
 * @param mode what is taken back of what SQL changed
 * @param initSql what the pool runs on a fresh connection, or null
 * @param schema the schema that the pool itself sets, and sets back, or null
 * @param isolation what the pool sets as the default isolation, as in {@code TRANSACTION ISOLATION LEVEL …}, or null
 */
public record SessionReset(
        ResetOnReturn mode,
        @Nullable String initSql,
        @Nullable String schema,
        @Nullable String isolation) {}
