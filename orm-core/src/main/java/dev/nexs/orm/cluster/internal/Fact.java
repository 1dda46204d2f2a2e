package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.pool.NodeAddress;
import org.jspecify.annotations.Nullable;

/** What a cluster may learn. */
sealed interface Fact {

    /** A node's id answered a probe that began then. */
    record Answered(String node, ProbeResult result, long started) implements Fact {}

    /** A probe that began then failed. */
    record Missed(String node, Failure failure, long started) implements Fact {}

    /** Patroni names the leader, or says that there is none. */
    record LeaderNamed(@Nullable String node) implements Fact {}

    /** A borrower's write was answered with 25006 by a server that does not say whether it is a standby. */
    record WriteRefused(String node) implements Fact {}

    /** A borrower got nothing. */
    record GaveNothing(String node, String error) implements Fact {}

    /** A node joins when the cluster starts, or is added later. */
    record Joined(NodeAddress node, NodeOptions options, boolean later) implements Fact {}

    /** A node is removed. */
    record Left(String node) implements Fact {}

    /** A node has other options. */
    record Changed(String node, NodeOptions options) implements Fact {}

    /** A node is to get nothing new to do, or may again. */
    record Drained(String node, boolean drain) implements Fact {}

    /** What was learned of timelines and of the cluster's identity was a mistake, or is over. */
    record Forgotten() implements Fact {}

    /** Nothing is served any more. */
    record Closed() implements Fact {}

    /**
     * What a failed probe says.
     *
     * @param text for people to read
     * @param refused the server is up and gave no connection
     * @param loginRefused it does not let this user into this database
     * @param ended the other side closed the connection: all others to it are likely dead
     * @param silent the other side said nothing
     */
    record Failure(String text, boolean refused, boolean loginRefused, boolean ended, boolean silent) {

        static Failure of(Throwable cause) {
            return new Failure(
                    Failures.text(cause),
                    Failures.refused(cause),
                    Failures.loginRefused(cause),
                    Failures.connectionEnded(cause),
                    Failures.silent(cause));
        }
    }
}
