package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.pool.NodeAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Patroni who holds the leader lock. Any member's REST endpoint will do; the one that answered last is asked first.
 * While none answers, the last answer stands: a client must not appoint another leader than Patroni's.
 */
final class PatroniWatch implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PatroniWatch.class);

    private final List<URI> endpoints;
    private final Duration interval;
    private final PatroniClient client;
    private final Consumer<@Nullable String> leader;
    private final Supplier<List<NodeAddress>> nodes;
    private final Thread thread = Threads.daemon(this, "nexs-patroni");

    private int preferred;
    private boolean unreachable;
    private volatile boolean closed;

    PatroniWatch(ClusterSettings settings, Consumer<@Nullable String> leader, Supplier<List<NodeAddress>> nodes) {
        this.endpoints = settings.patroni();
        this.interval = settings.probeInterval();
        this.client = client(settings.probeTimeout());
        this.leader = leader;
        this.nodes = nodes;
    }

    /** Without Jackson the client's class cannot even be linked. */
    private static PatroniClient client(Duration timeout) {
        try {
            return new PatroniClient(timeout);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "Patroni endpoints are set, and reading their answers needs Jackson 3:"
                            + " add tools.jackson.core:jackson-databind to the class path",
                    e);
        }
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                ask();
            } catch (Throwable e) {
                LOG.error("the watch over Patroni goes on after an unexpected error", e);
            }
            pause();
        }
    }

    /** Only close() ends this thread; a stray interrupt would turn its pauses into a spin. */
    private void pause() {
        if (Thread.interrupted()) {
            LOG.debug("the watch over Patroni was interrupted and goes on");
        }
        LockSupport.parkNanos(interval.toNanos());
    }

    private void ask() {
        IOException failure = null;
        for (int i = 0; i < endpoints.size() && !closed; i++) {
            int index = (preferred + i) % endpoints.size();
            try {
                PatroniClient.Leader found = client.leader(endpoints.get(index));
                preferred = index;
                unreachable = false;
                leader.accept(found == null ? null : nodeId(found));
                return;
            } catch (IOException e) {
                failure = suppress(failure, e);
            }
        }
        if (!unreachable && failure != null) {
            unreachable = true;
            LOG.warn("no Patroni endpoint of {} answers; its last word stands", endpoints, failure);
        }
    }

    private static IOException suppress(@Nullable IOException earlier, IOException later) {
        if (earlier == null) {
            return later;
        }
        earlier.addSuppressed(later);
        return earlier;
    }

    private String nodeId(PatroniClient.Leader found) {
        for (NodeAddress node : nodes.get()) {
            if (found.isAt(node)) {
                return node.id();
            }
        }
        return new NodeAddress(found.host(), found.port()).id();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
