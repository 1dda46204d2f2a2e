package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.pool.NodeAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster as borrowers see it, without a lock: the latest record of it, and what borrowers and its monitor
 * have measured. One object for as long as the node belongs to the cluster.
 */
public final class Member {

    private static final int SMOOTHING = 5;

    final NodeAddress address;
    final String id;

    private volatile NodeRecord record;
    private volatile @Nullable WalPosition position;
    private volatile long latencyNanos;
    private volatile long slowUntil;
    private volatile long slowFor;

    Member(NodeRecord record) {
        this.address = record.address();
        this.id = record.id();
        this.record = record;
    }

    /** {@return {@code host:port}} */
    public String id() {
        return id;
    }

    NodeRecord record() {
        return record;
    }

    /** Under the cluster's lock. What was replayed comes first, so that nobody takes an old position for a newer one. */
    void become(NodeRecord now) {
        ProbeResult said = now.said();
        ProbeResult before = record.said();
        if (said != null && !said.equals(before)) {
            position = farther(said, before);
        }
        record = now;
    }

    /** A borrower may have seen more than a probe that began before; the same server does not go back. */
    private WalPosition farther(ProbeResult said, @Nullable ProbeResult before) {
        WalPosition told = said.position();
        WalPosition known = position;
        boolean less = known != null
                && before != null
                && said.isSameServer(before)
                && told.timeline() == known.timeline()
                && Long.compareUnsigned(told.lsn(), known.lsn()) < 0;
        return less && known != null ? known : told;
    }

    /** Under the cluster's lock. */
    void tookToAnswer(long nanos) {
        latencyNanos = latencyNanos == 0 ? nanos : latencyNanos + (nanos - latencyNanos) / SMOOTHING;
    }

    NodeRole role() {
        return record.role();
    }

    NodeOptions options() {
        return record.options();
    }

    Duration lag() {
        return record.lag().behind();
    }

    long latencyNanos() {
        return latencyNanos;
    }

    /** {@return how far it has written or replayed, as far as is known, or null} */
    public @Nullable WalPosition position() {
        return position;
    }

    /** {@return when the probe began that told {@link #position()}, as {@link System#nanoTime()}; read it first} */
    public long askedAt() {
        return record.answers().askedAt();
    }

    /** {@return its system identifier, or 0 if that is not known} */
    public long system() {
        ProbeResult said = record.said();
        return said == null ? 0 : said.system();
    }

    /** {@return its version, such as 180001, or 0 if that is not known} */
    public int serverVersion() {
        ProbeResult said = record.said();
        return said == null ? 0 : said.serverVersion();
    }

    /** {@return above all transactions that it showed when it was last asked, or 0 if that is not known} */
    public long horizon() {
        ProbeResult said = record.said();
        return said == null ? 0 : said.horizon();
    }

    /** {@return whether its commits wait for replicas, and so are seen there before they are seen here} */
    public boolean isSynchronous() {
        ProbeResult said = record.said();
        return said != null && said.synchronous();
    }

    /** {@return whether it is taken for a replica} */
    public boolean isReplica() {
        return role() == NodeRole.REPLICA;
    }

    /** {@return whether it answered its latest probe, if only by refusing the log-in} */
    public boolean isSound() {
        return record.sound();
    }

    /** {@return whether it is known to have come to this place; a timeline that it may not tell is taken for the same} */
    public boolean shows(long cluster, int timeline, long lsn) {
        WalPosition known = position;
        long system = system();
        return known != null
                && (known.timeline() == timeline || known.timeline() == 0)
                && (cluster == system || cluster == 0 || system == 0)
                && Long.compareUnsigned(known.lsn(), lsn) >= 0;
    }

    /** Notes what a borrower has seen this replica replay; a probe may have said less a moment ago. */
    public void replayed(long lsn) {
        WalPosition known = position;
        if (known != null && Long.compareUnsigned(lsn, known.lsn()) > 0) {
            position = new WalPosition(known.systemIdentifier(), known.timeline(), lsn);
        }
    }

    /** {@return the share of its load that a recovered node may have now, 0 to 1} */
    public double ramp() {
        long until = slowUntil;
        if (until == 0) {
            return 1;
        }
        long left = until - System.nanoTime();
        if (left <= 0) {
            slowUntil = 0;
            return 1;
        }
        return 1 - (double) left / slowFor;
    }

    void startSlowly(Duration time, long now) {
        slowFor = Math.max(1, time.toNanos());
        slowUntil = time.isZero() ? 0 : Math.max(1, now + time.toNanos());
    }

    /** As it looks with this way to it, or null. */
    NodeSnapshot snapshot(@Nullable Route route) {
        NodeRecord now = record;
        ProbeResult said = now.said();
        return new NodeSnapshot(
                id,
                now.role(),
                now.health().shown(),
                now.since(),
                note(now, route),
                position,
                now.role() == NodeRole.REPLICA ? now.lag().behind() : null,
                said == null ? null : Duration.ofNanos(latencyNanos),
                now.options().weight(),
                now.options().region(),
                now.options().tags(),
                route == null ? "closed" : route.breaker(),
                route == null ? null : route.statistics(),
                said == null ? 0 : said.maxConnections(),
                said == null ? 0 : said.serverVersion(),
                now.trouble().error(),
                now.trouble().at());
    }

    private static @Nullable String note(NodeRecord now, @Nullable Route route) {
        if (now.standing().foreign() != null) {
            return now.standing().foreign();
        }
        if (now.standing().fence() != null) {
            return now.standing().fence();
        }
        if (now.lag().tooFar()) {
            return "too far behind: " + now.lag().behind().toMillis() + " ms";
        }
        if (route != null && route.isBroken()) {
            return "circuit breaker open";
        }
        return route == null ? null : route.trouble();
    }
}
