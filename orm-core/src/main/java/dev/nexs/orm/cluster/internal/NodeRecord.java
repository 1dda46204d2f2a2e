package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterStatistics.NodeStatistics;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.pool.NodeAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one node at one moment. Immutable.
 *
 * @param address where it is
 * @param options what is known of it in advance
 * @param health what its probes amount to
 * @param answers what it said of itself
 * @param standing what it is taken for
 * @param lag how far behind it is
 * @param trouble what went wrong there
 * @param uptime its figures
 * @param since when its state was entered
 * @param downSince since when it has been down, until it serves again; else 0
 */
record NodeRecord(
        NodeAddress address,
        NodeOptions options,
        NodeHealth health,
        Answers answers,
        Standing standing,
        Lag lag,
        Trouble trouble,
        Uptime uptime,
        Instant since,
        long downSince) {

    /**
     * What a node said of itself.
     *
     * @param last its last answer, or null before the first
     * @param askedAt when the probe began that told it
     * @param startKnownAt when a probe first told the start of the server that it is now
     */
    record Answers(@Nullable ProbeResult last, long askedAt, long startKnownAt) {}

    /**
     * What a node is taken for.
     *
     * @param role its role
     * @param foreign why it does not count, or null
     * @param twin the node that serves in its stead, for both are one server, or null
     * @param fence why it is not written to although it says that it is primary, or null
     */
    record Standing(
            NodeRole role,
            @Nullable String foreign,
            @Nullable String twin,
            @Nullable String fence) {
        static final Standing NONE = new Standing(NodeRole.UNKNOWN, null, null, null);
    }

    /**
     * How far behind a replica is.
     *
     * @param behind in time
     * @param tooFar whether it is not read from for that
     */
    record Lag(Duration behind, boolean tooFar) {
        static final Lag NONE = new Lag(Duration.ZERO, false);
    }

    /**
     * What went wrong.
     *
     * @param error the latest failure, or null
     * @param at when that was
     * @param loginRefused whether the latest probe was refused the log-in
     * @param writeRefused whether a write was answered with 25006 since the latest answer
     * @param silentAt when its monitor's connection went silent, until the next probe; else 0
     */
    record Trouble(
            @Nullable String error, @Nullable Instant at, boolean loginRefused, boolean writeRefused, long silentAt) {
        static final Trouble NONE = new Trouble(null, null, false, false, 0);
    }

    /**
     * A node's figures.
     *
     * @param watchedSince since when it is watched
     * @param probes how often it was asked
     * @param failedProbes how often in vain
     * @param failures how often it was declared failed
     * @param upNanos how long it was usable until it was last not
     * @param upSince since when it is usable
     * @param up whether it is
     */
    record Uptime(
            long watchedSince, long probes, long failedProbes, long failures, long upNanos, long upSince, boolean up) {

        Uptime probed(boolean well) {
            return new Uptime(watchedSince, probes + 1, failedProbes + (well ? 0 : 1), failures, upNanos, upSince, up);
        }

        Uptime failed() {
            return new Uptime(watchedSince, probes, failedProbes, failures + 1, upNanos, upSince, up);
        }

        Uptime usable(boolean usable, long now) {
            if (up == usable) {
                return this;
            }
            return usable
                    ? new Uptime(watchedSince, probes, failedProbes, failures, upNanos, now, true)
                    : new Uptime(watchedSince, probes, failedProbes, failures, upNanos + now - upSince, upSince, false);
        }

        NodeStatistics statistics(long now) {
            long total = up ? upNanos + now - upSince : upNanos;
            return new NodeStatistics(
                    probes, failedProbes, failures, Duration.ofNanos(total), Duration.ofNanos(now - watchedSince));
        }
    }

    static NodeRecord unknown(NodeAddress address, NodeOptions options, Moment now) {
        return new NodeRecord(
                address,
                options,
                NodeHealth.UNKNOWN,
                new Answers(null, now.nanos(), now.nanos()),
                Standing.NONE,
                Lag.NONE,
                Trouble.NONE,
                new Uptime(now.nanos(), 0, 0, 0, 0, 0, false),
                now.at(),
                0);
    }

    String id() {
        return address.id();
    }

    @Nullable
    ProbeResult said() {
        return answers.last();
    }

    NodeRole role() {
        return standing.role();
    }

    /** Serves borrowers as soon as it has a pool. */
    boolean serves() {
        return health.usable()
                && standing.foreign() == null
                && (role() == NodeRole.PRIMARY || role() == NodeRole.REPLICA);
    }

    boolean claimsPrimary() {
        ProbeResult said = said();
        return said != null && !said.inRecovery() && standing.foreign() == null && !health.outOfSight();
    }

    /** Answered its latest probe, if only by refusing the log-in: then no failover is what a borrower waits for. */
    boolean sound() {
        return health.state() == NodeState.ACTIVE || (health.state() == NodeState.SUSPECT && trouble.loginRefused());
    }

    /** Waiting does not heal this one, as it may for a node that has been seen before. */
    boolean neverLetIn() {
        return said() == null && trouble.loginRefused();
    }

    NodeRecord with(NodeOptions other) {
        return new NodeRecord(address, other, health, answers, standing, lag, trouble, uptime, since, downSince);
    }

    /** With another health, and since when. */
    NodeRecord with(NodeHealth other, Moment now) {
        boolean same = other.shown() == health.shown();
        return new NodeRecord(
                address,
                options,
                other,
                answers,
                standing,
                lag,
                trouble,
                uptime.usable(other.usable(), now.nanos()),
                same ? since : now.at(),
                downSince);
    }

    NodeRecord with(Answers other) {
        return new NodeRecord(address, options, health, other, standing, lag, trouble, uptime, since, downSince);
    }

    NodeRecord with(Standing other) {
        return new NodeRecord(address, options, health, answers, other, lag, trouble, uptime, since, downSince);
    }

    NodeRecord with(Lag other) {
        return new NodeRecord(address, options, health, answers, standing, other, trouble, uptime, since, downSince);
    }

    NodeRecord with(Trouble other) {
        return new NodeRecord(address, options, health, answers, standing, lag, other, uptime, since, downSince);
    }

    NodeRecord with(Uptime other) {
        return new NodeRecord(address, options, health, answers, standing, lag, trouble, other, since, downSince);
    }

    NodeRecord downSince(long moment) {
        return new NodeRecord(address, options, health, answers, standing, lag, trouble, uptime, since, moment);
    }
}
