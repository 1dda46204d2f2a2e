package dev.nexs.orm.bulk;

import dev.nexs.orm.ConsistencyToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a load did.
 *
 * @param rows rows that were loaded; of an upsert, those that were inserted or changed
 * @param inserted of those, the new ones
 * @param updated of those, the changed ones
 * @param unchanged rows that were there already, and as given or to be left alone
 * @param bytes what was sent
 * @param chunks how many commits or, inside a transaction, COPY commands that were
 * @param retries how often a chunk was sent again, behind a failover or the like
 * @param rejects the rows that were left out
 * @param warnings what the pre-flight found to be no hindrance: triggers that ran, a table that took the text format
 * @param elapsed how long it took
 * @param position what covers the load, or null inside a transaction that is not committed yet
 */
public record BulkResult(
        long rows,
        long inserted,
        long updated,
        long unchanged,
        long bytes,
        long chunks,
        long retries,
        List<Reject> rejects,
        List<String> warnings,
        Duration elapsed,
        @Nullable ConsistencyToken position) {

    /** Copies the lists. */
    public BulkResult {
        rejects = List.copyOf(rejects);
        warnings = List.copyOf(warnings);
    }

    /** {@return a token with which a read, on any node, shows what was loaded} Nothing inside the caller's transaction. */
    public Optional<ConsistencyToken> token() {
        return Optional.ofNullable(position);
    }
}
