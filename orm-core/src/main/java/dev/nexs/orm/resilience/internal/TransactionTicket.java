package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyToken;
import org.jspecify.annotations.Nullable;

/**
 * What was noted of a transaction before its COMMIT was sent.
 *
 * @param xid its id (xid8)
 * @param position where the log was
 * @param marker the id of its marker row, or null
 */
record TransactionTicket(
        String xid, ConsistencyToken position, @Nullable String marker) {}
