package dev.nexs.testing;

import dev.nexs.testing.internal.machine.PortClaim;
import dev.nexs.testing.internal.proxy.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A network between the clients that connect to {@link #port()} and a node, which breaks on demand.
 *
 * <p>The proxy belongs to its node and keeps its port; it is closed with the node. Faults hold for open connections as
 * well as for new ones, until {@link #pass()}. Safe for use by several threads.
 */
public final class FaultProxy {

    private final Node node;
    private final PortClaim claim = PortClaim.any();
    private final Gateway gateway;

    FaultProxy(Node node) {
        this.node = node;
        this.gateway = new Gateway(node.name(), new InetSocketAddress(node.host(), node.port()), claim.port());
    }

    /** The host to connect to. */
    public String host() {
        return PortClaim.HOST;
    }

    /** The port to connect to. */
    public int port() {
        return claim.port();
    }

    /** The JDBC URL of the node's database through this proxy, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + node.database();
    }

    /** Ends all faults. What a blackhole, a latency or a bandwidth held back is delivered. */
    public void pass() {
        gateway.withdrawCut();
        gateway.conditions().pass();
        gateway.open();
    }

    /**
     * Delivers nothing, in either direction, and tells nobody: connections stay open and silent. New ones are accepted
     * and as silent; they do not reach the server before {@link #pass()}.
     */
    public void blackhole() {
        gateway.conditions().blackhole();
    }

    /** Breaks all open connections now, with an RST to the client and to the server. New ones are not affected. */
    public void reset() {
        gateway.reset();
    }

    /**
     * Has all open connections go silent for good, as when a firewall has forgotten them: nothing is delivered, and the
     * client is not told. New ones are not affected. What the client closes is closed towards the server, too.
     */
    public void forget() {
        gateway.forget();
    }

    /** Delivers every answer of the server that much later, so that each round trip takes that much longer. */
    public void latency(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("The latency is " + latency + ", but must not be negative.");
        }
        gateway.conditions().latency(latency);
    }

    /** Limits what all connections together carry in each direction. */
    public void bandwidth(long bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("The bandwidth is " + bytesPerSecond
                    + " bytes per second, but must be positive; blackhole() carries nothing, pass() everything.");
        }
        gateway.conditions().bandwidth(bytesPerSecond);
    }

    /** Refuses new connections as a closed port does; open ones live on. */
    public void refuse() {
        gateway.refuse();
    }

    /**
     * Cuts the next connection that commits, once: the server gets the COMMIT, the client gets an RST and never the
     * answer. By then the server has answered, so the transaction has ended there; only if it is silent for 2 seconds is
     * the client cut off without that knowledge.
     *
     * <p>A commit is a {@code COMMIT}, {@code END} or {@code COMMIT PREPARED}, by the simple or the extended protocol,
     * pipelined or not; an auto-committed statement is none. {@link #pass()} withdraws the order.
     *
     * @throws IllegalStateException if an open connection is encrypted: connect with {@code sslmode=disable}
     */
    public CommitCut cutAfterCommitSent() {
        return new CommitCut(gateway.cutNextCommit());
    }

    void close() {
        gateway.close();
        try {
            claim.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "proxy of " + node + " on port " + port();
    }
}
