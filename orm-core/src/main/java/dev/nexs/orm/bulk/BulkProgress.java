package dev.nexs.orm.bulk;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a load is.
 *
 * @param rows rows that the server has taken; committed ones with {@link CommitMode#EACH_CHUNK}
 * @param rejected rows that were left out
 * @param bytes what was sent for them
 * @param elapsed since the load began
 * @param remaining at this pace, or null where nobody said how many rows there are
 */
public record BulkProgress(
        long rows,
        long rejected,
        long bytes,
        Duration elapsed,
        @Nullable Duration remaining) {

    /** {@return rows per second since the load began} */
    public double rowsPerSecond() {
        return rows * 1e9 / Math.max(1, elapsed.toNanos());
    }
}
