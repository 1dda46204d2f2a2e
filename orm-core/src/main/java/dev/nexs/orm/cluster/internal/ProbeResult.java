package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.WalPosition;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server said of itself.
 *
 * @param inRecovery whether it is a replica
 * @param timeline its timeline; 0 where the role may not ask a replica, -1 where that might be another than the primary's
 * @param systemIdentifier its cluster, or null where the role may not ask
 * @param lsn how far it has written (primary) or replayed (replica)
 * @param receivedLsn how far a replica has received; 0 on a primary
 * @param replayAge age of the last transaction that a replica replayed, or null when it replayed none
 * @param maxConnections its {@code max_connections}
 * @param serverVersion such as 180001
 * @param startedMicros when it was started, in microseconds since 1970 by its own clock; 0 if that is not known
 * @param horizon above all transactions that it shows
 * @param synchronous whether its commits wait for replicas, as far as its settings say
 */
record ProbeResult(
        boolean inRecovery,
        int timeline,
        @Nullable String systemIdentifier,
        long lsn,
        long receivedLsn,
        @Nullable Duration replayAge,
        int maxConnections,
        int serverVersion,
        long startedMicros,
        long horizon,
        boolean synchronous) {

    /** Whether both were said by one server, since it was last started. */
    boolean isSameServer(ProbeResult other) {
        return startedMicros != 0
                && startedMicros == other.startedMicros
                && Objects.equals(systemIdentifier, other.systemIdentifier);
    }

    /**
     * A replica's timeline is its receiver's, or without one its control file's, which learns of a promotion with the next
     * restart point only. So a server that has said a higher one since it was started has not gone back: it says the same
     * again, and what it had replayed it still has.
     *
     * @param before what was last known of the node
     */
    ProbeResult notBefore(ProbeResult before) {
        boolean back =
                inRecovery && before.inRecovery && timeline > 0 && timeline < before.timeline && isSameServer(before);
        return !back
                ? this
                : new ProbeResult(
                        true,
                        before.timeline,
                        systemIdentifier,
                        lsn,
                        receivedLsn,
                        replayAge,
                        maxConnections,
                        serverVersion,
                        startedMicros,
                        horizon,
                        synchronous);
    }

    /** The identifier as a number, or 0. */
    long system() {
        return systemIdentifier == null ? 0 : Long.parseUnsignedLong(systemIdentifier);
    }

    WalPosition position() {
        return new WalPosition(systemIdentifier, timeline, lsn);
    }

    /** Everything that it has received is replayed, so a pause since the last transaction is idleness and no lag. */
    boolean replayedAll() {
        return Long.compareUnsigned(lsn, receivedLsn) >= 0;
    }
}
