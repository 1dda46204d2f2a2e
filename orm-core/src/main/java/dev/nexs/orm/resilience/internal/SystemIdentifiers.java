package dev.nexs.orm.resilience.internal;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * Which cluster each connection leads to: the server reads a file for each answer, and as long as a connection lives it is
 * the same. Thread-safe.
 */
final class SystemIdentifiers {

    /** Timeline and position, where the cluster is known. */
    static final String SHORT_COLUMNS = "pg_walfile_name(pg_current_wal_insert_lsn()), pg_current_wal_insert_lsn()";

    private final Map<BaseConnection, String> known = Collections.synchronizedMap(new WeakHashMap<>());

    @Nullable
    String of(BaseConnection connection) {
        return known.get(connection);
    }

    void learn(BaseConnection connection, String identifier) {
        known.put(connection, identifier);
    }
}
