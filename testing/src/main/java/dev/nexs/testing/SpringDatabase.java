package dev.nexs.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database or cluster of one Spring context: it lives as long as that, since Spring keeps contexts for later test
 * classes.
 *
 * <p>Contexts share servers as test classes do. As Spring's own cache of contexts is, the servers of its contexts are the
 * JVM's; the last context that uses one closes it.
 */
final class SpringDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpringDatabase.class);
    private static final Map<SharedServer.Key, Used> SERVERS = new HashMap<>();

    private final Node node;
    private final @Nullable Cluster cluster;
    private final Runnable closing;

    private SpringDatabase(Node node, @Nullable Cluster cluster, Runnable closing) {
        this.node = node;
        this.cluster = cluster;
        this.closing = closing;
    }

    /** A server and how many contexts use it. */
    private static final class Used {

        private final SharedServer server;
        private int contexts;

        Used(SharedServer server) {
            this.server = server;
        }
    }

    /**
     * What a test class asks for, and what makes two contexts the same.
     *
     * @param server its annotation, or null
     * @param cluster its annotation, or null
     */
    record Wanted(@Nullable PostgresServer server, @Nullable PostgresCluster cluster) {

        SpringDatabase open(Class<?> testClass) {
            PostgresCluster wantedCluster = cluster;
            return wantedCluster != null
                    ? ofCluster(wantedCluster)
                    : ofServer(Objects.requireNonNull(server), testClass);
        }
    }

    private static SpringDatabase ofCluster(PostgresCluster wanted) {
        Cluster cluster = Cluster.start(c -> PostgresClusterExtension.configure(c, wanted));
        return new SpringDatabase(cluster.primary(), cluster, cluster::close);
    }

    private static SpringDatabase ofServer(PostgresServer wanted, Class<?> testClass) {
        synchronized (SERVERS) {
            SharedServer.Key key = SharedServer.Key.of(wanted);
            Used used = SERVERS.computeIfAbsent(key, unknown -> new Used(SharedServer.start(unknown)));
            used.contexts++;
            try {
                Node node = used.server.createDatabase(testClass);
                return new SpringDatabase(node, null, () -> {
                    try {
                        node.closeProxy();
                        drop(used.server, node);
                    } finally {
                        release(key, used);
                    }
                });
            } catch (RuntimeException e) {
                release(key, used);
                throw e;
            }
        }
    }

    /** Contexts that live to the end of the JVM are closed while it ends the server as well. */
    private static void drop(SharedServer server, Node node) {
        try {
            server.dropDatabase(node);
        } catch (PostgresServerException e) {
            if (node.isRunning()) {
                throw e;
            }
            LOG.debug("{} has ended before its database was dropped", node, e);
        }
    }

    private static void release(SharedServer.Key key, Used used) {
        synchronized (SERVERS) {
            if (--used.contexts == 0) {
                SERVERS.remove(key);
                used.server.close();
            }
        }
    }

    Node node() {
        Cluster of = cluster;
        return of == null ? node : of.primary();
    }

    @Nullable
    Cluster cluster() {
        return cluster;
    }

    List<Node> nodes() {
        Cluster of = cluster;
        return of == null ? List.of(node) : of.nodes();
    }

    /** Of a cluster it names all nodes, and the driver finds the one that can be written to. */
    String jdbcUrl() {
        Cluster of = cluster;
        return of == null ? node.jdbcUrl() : of.jdbcUrl() + "?targetServerType=primary";
    }

    String username() {
        return node.username();
    }

    String password() {
        return node.password();
    }

    @Override
    public void close() {
        closing.run();
    }
}
