package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyToken;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What callers have seen of a source. Thread-safe. */
public interface ConsistencyMemory {

    /**
     * {@return a token that covers everything the caller has seen, or null if that is nothing} Nodes that it read from since
     * are asked.
     */
    @Nullable
    ConsistencyToken token() throws SQLException;

    /** The caller has committed, and {@code position} covers it. */
    void wrote(ConsistencyToken position);
}
