package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.ClusterStatistics.NodeStatistics;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.pool.NodeAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one node. Volatile fields are read by borrowers without a lock; all others are guarded by the cluster's
 * lock.
 */
public final class Member {

    private static final int SMOOTHING = 5;

    final NodeAddress address;
    final String id;
    final NodeLife life;
    final Uptime uptime = new Uptime();

    volatile NodeOptions options;
    volatile NodeRole role = NodeRole.UNKNOWN;
    volatile Duration lag = Duration.ZERO;
    private volatile long latencyNanos;
    private volatile long slowUntil;
    private volatile long slowFor;
    private volatile @Nullable WalPosition position;
    private volatile long askedAt = System.nanoTime();
    private volatile long system;
    private volatile int serverVersion;

    @Nullable
    ProbeResult result;

    @Nullable
    String foreign;

    /** The node that serves in this one's stead, for both are one server. */
    @Nullable
    Member twin;

    @Nullable
    String fence;

    /** It was the primary until just now. */
    boolean demoted;

    /** It is being removed, and its borrowers may finish. */
    boolean leaving;

    boolean lagging;
    boolean loginRefused;
    volatile boolean writeRefused;
    Instant since = Instant.now();

    @Nullable
    String lastError;

    @Nullable
    Instant lastErrorAt;

    long downSince;
    long startKnownAt = askedAt;

    /** When its monitor's connection went silent, as {@link System#nanoTime()}, until the next probe; else 0. */
    long silentAt;

    Member(NodeAddress address, NodeOptions options, ClusterSettings settings) {
        this.address = address;
        this.id = address.id();
        this.options = options;
        this.life = new NodeLife(settings.failureThreshold(), settings.recoveryThreshold());
    }

    /** {@return {@code host:port}} */
    public String id() {
        return id;
    }

    /** {@return how far it has written or replayed, as far as is known, or null} */
    public @Nullable WalPosition position() {
        return position;
    }

    /** {@return when the probe began that told {@link #position()}, as {@link System#nanoTime()}; read it first} */
    public long askedAt() {
        return askedAt;
    }

    /** {@return its system identifier, or 0 if that is not known} */
    public long system() {
        return system;
    }

    /** {@return its version, such as 180001, or 0 if that is not known} */
    public int serverVersion() {
        return serverVersion;
    }

    /** {@return whether it is taken for a replica} */
    public boolean isReplica() {
        return role == NodeRole.REPLICA;
    }

    /** {@return whether it is known to have come to this place; a timeline that it may not tell is taken for the same} */
    public boolean shows(long cluster, int timeline, long lsn) {
        WalPosition known = position;
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

    long latencyNanos() {
        return latencyNanos;
    }

    void answered(ProbeResult answer, long started, long nanos) {
        if (result == null || result.startedMicros() != answer.startedMicros()) {
            startKnownAt = started;
        }
        ProbeResult before = result;
        result = before == null ? answer : answer.notBefore(before);
        loginRefused = false;
        position = result.position();
        askedAt = started;
        system = answer.system();
        serverVersion = answer.serverVersion();
        latencyNanos = latencyNanos == 0 ? nanos : latencyNanos + (nanos - latencyNanos) / SMOOTHING;
    }

    /** Waiting does not heal this one, as it may for a node that has been seen before. */
    boolean neverLetIn() {
        return result == null && loginRefused;
    }

    void error(Throwable cause) {
        lastError = Failures.text(cause);
        lastErrorAt = Instant.now();
    }

    /** Answered its latest probe, if only by refusing the log-in: then no failover is what a borrower waits for. */
    boolean sound() {
        return life.probed() == NodeState.ACTIVE || (life.probed() == NodeState.SUSPECT && loginRefused);
    }

    boolean claimsPrimary() {
        ProbeResult known = result;
        return known != null && !known.inRecovery() && foreign == null && !outOfSight();
    }

    boolean outOfSight() {
        return switch (life.probed()) {
            case UNKNOWN, FAILED -> true;
            default -> false;
        };
    }

    /** Serves borrowers as soon as it has a pool. */
    boolean serves() {
        return life.usable() && foreign == null && (role == NodeRole.PRIMARY || role == NodeRole.REPLICA);
    }

    /** As it looks with this way to it, or null. */
    NodeSnapshot snapshot(@Nullable Route route) {
        ProbeResult known = result;
        return new NodeSnapshot(
                id,
                role,
                life.state(),
                since,
                note(route),
                position,
                role == NodeRole.REPLICA ? lag : null,
                known == null ? null : Duration.ofNanos(latencyNanos),
                options.weight(),
                options.region(),
                options.tags(),
                route == null ? "closed" : route.breaker(),
                route == null ? null : route.statistics(),
                known == null ? 0 : known.maxConnections(),
                known == null ? 0 : known.serverVersion(),
                lastError,
                lastErrorAt);
    }

    private @Nullable String note(@Nullable Route route) {
        if (foreign != null) {
            return foreign;
        }
        if (fence != null) {
            return fence;
        }
        if (lagging) {
            return "too far behind: " + lag.toMillis() + " ms";
        }
        if (route != null && route.isBroken()) {
            return "circuit breaker open";
        }
        return route == null ? null : route.trouble();
    }

    NodeStatistics statistics(long now) {
        return uptime.statistics(life.usable(), now);
    }
}
