package dev.nexs.testing;

import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.Backend;
import dev.nexs.testing.internal.Backends;
import dev.nexs.testing.internal.Closing;
import dev.nexs.testing.internal.InitialContents;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.Tls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL primary with streaming replicas, for one test or one test class.
 *
 * <p>Nobody fails over here but the test: {@link Node#promote()} is what a cluster manager would do. The kit's notion
 * of the primary is the node that was promoted last, dead or alive.
 *
 * <pre>{@code
 * try (Cluster cluster = Cluster.start(c -> c.replicas(2).synchronous(true))) {
 *     cluster.primary().kill();
 *     cluster.replica(0).promote();
 * }
 * }</pre>
 *
 * <p>Closing it ends all processes and removes all files. Safe for use by several threads.
 */
public final class Cluster implements AutoCloseable {

    private static final String DATABASE = InitialContents.DATABASE;

    private final ClusterSpec spec;
    private final Backend backend;
    private final @Nullable Authority authority;
    private final List<Node> nodes = new CopyOnWriteArrayList<>();
    private volatile Node primary;
    private int created;

    private Cluster(ClusterSpec spec, Backend backend) {
        this.spec = spec;
        this.backend = backend;
        this.authority = spec.tls() == Tls.OFF ? null : Authority.in(backend.newDirectory("tls"));
        this.primary = create();
        primary.become(NodeRole.PRIMARY);
    }

    /** Starts a primary with {@value ClusterBuilder#DEFAULT_REPLICAS} asynchronous replicas. */
    public static Cluster start() {
        return start(cluster -> {});
    }

    /**
     * Starts a cluster and returns when every replica streams.
     *
     * @throws IllegalArgumentException naming every value that is not allowed
     * @throws PostgresServerException if a server does not start; nothing of the cluster is left then
     */
    public static Cluster start(Consumer<ClusterBuilder> configuration) {
        ClusterBuilder builder = new ClusterBuilder();
        configuration.accept(builder);
        ClusterSpec spec = builder.build();
        if (!Backends.haveClusters()) {
            throw new UnsupportedOperationException("An external server has no cluster that a test may kill: use "
                    + Backends.SETTING + "=embedded or testcontainers.");
        }
        Backend backend = Backends.open(spec.version());
        try {
            Cluster cluster = new Cluster(spec, backend);
            cluster.startNodes();
            return cluster;
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    private synchronized void startNodes() {
        primary.server().initialize();
        primary.server().start();
        Grants.apply(primary);
        IntStream.range(0, spec.replicas()).forEach(i -> startReplica(create()));
        Replication.awaitStreaming(primary, replicas());
        Replication.waitForAnyReplica(primary, spec.synchronous() && somebodyFollows());
    }

    private Node create() {
        String name = "node" + ++created;
        Server server = backend.create(spec.node(name));
        if (authority != null) {
            server.useCertificate(authority.certificate(), certificateFor(authority, server));
        }
        Node node = new Node(name, server, DATABASE, this);
        nodes.add(node);
        return node;
    }

    private void startReplica(Node node) {
        node.server().copyOf(primary.server());
        node.server().start();
    }

    /** The node that was promoted last, or the first one; it may be down. */
    public Node primary() {
        return primary;
    }

    /** The replicas in the order of their creation, counted from 0. */
    public Node replica(int index) {
        List<Node> replicas = replicas();
        if (index < 0 || index >= replicas.size()) {
            throw new IndexOutOfBoundsException("There is no replica " + index + ": the cluster has " + replicas.size()
                    + ", counted from 0: " + replicas);
        }
        return replicas.get(index);
    }

    /** All nodes that follow the primary; a primary that was replaced is none until it {@linkplain #rejoin rejoins}. */
    public List<Node> replicas() {
        return nodes.stream().filter(Node::isReplica).toList();
    }

    /** All nodes in the order of their creation. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** A URL that names all nodes: {@code jdbc:postgresql://127.0.0.1:15432,127.0.0.1:15433/app}. */
    public String jdbcUrl() {
        return nodes.stream()
                .map(node -> node.host() + ":" + node.port())
                .collect(Collectors.joining(",", "jdbc:postgresql://", "/" + DATABASE));
    }

    /** The database that every node has. */
    public String database() {
        return DATABASE;
    }

    /** The name of the role that owns the database. */
    public String username() {
        return Accounts.OWNER.name();
    }

    /** The password of the role that owns the database. */
    public String password() {
        return Accounts.OWNER.password();
    }

    /** A plain, unpooled datasource over all nodes that finds the writable one, as the JDBC driver does. */
    public DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl() + "?targetServerType=primary");
        dataSource.setUser(username());
        dataSource.setPassword(password());
        return dataSource;
    }

    /**
     * The authority that issued the certificates of this cluster's nodes, and that issues more.
     *
     * @throws IllegalStateException if the cluster has no TLS
     */
    public Authority authority() {
        if (authority == null) {
            throw new IllegalStateException(
                    "This cluster has no TLS: start it with tls() or @PostgresCluster(tls = true).");
        }
        return authority;
    }

    /** The role that logs in with a client certificate: {@code authority().issueForClient(certificateRole())}. */
    public String certificateRole() {
        return Accounts.CERTIFICATE.name();
    }

    /** Replaces the certificate of every node by a new one for the same names; connections live on. */
    public void rotateCertificates() {
        nodes.forEach(node -> node.useCertificate(certificateFor(authority(), node.server())));
    }

    private static KeyFiles certificateFor(Authority authority, Server server) {
        return authority.issueForServer("localhost", "127.0.0.1", server.host());
    }

    /** The proxy in front of the current primary. */
    public FaultProxy proxy() {
        return primary.proxy();
    }

    /** Like {@link #jdbcUrl()}, but through the proxies of all nodes. */
    public String proxiedJdbcUrl() {
        return nodes.stream()
                .map(Node::proxy)
                .map(proxy -> proxy.host() + ":" + proxy.port())
                .collect(Collectors.joining(",", "jdbc:postgresql://", "/" + DATABASE));
    }

    /** Adds a replica of the current primary and returns when it streams. */
    public synchronized Node addReplica() {
        Node node = create();
        try {
            startReplica(node);
            Replication.awaitStreaming(primary, List.of(node));
            Replication.waitForAnyReplica(primary, spec.synchronous());
            return node;
        } catch (RuntimeException e) {
            discard(node);
            throw e;
        }
    }

    /** Ends a replica and removes its files. */
    public synchronized void removeReplica(Node node) {
        requireMember(node);
        if (node.equals(primary)) {
            throw new IllegalArgumentException(
                    node + " is the primary and cannot be removed; promote a replica first.");
        }
        discard(node);
        if (primary.isResponsive()) {
            Replication.waitForAnyReplica(primary, spec.synchronous() && somebodyFollows());
        }
    }

    private boolean somebodyFollows() {
        return replicas().stream().anyMatch(Node::isRunning);
    }

    private void discard(Node node) {
        nodes.remove(node);
        new Closing(Closing.LIMIT).begin(node.name(), node::close).await();
    }

    /**
     * Makes a node, usually an old primary, a replica of the current primary, and returns when it streams. What it had
     * and the current primary does not have is lost: its data is copied anew.
     */
    public synchronized void rejoin(Node node) {
        requireMember(node);
        if (node.equals(primary)) {
            throw new IllegalArgumentException(
                    node + " is the primary and cannot follow itself; promote a replica first, or call start().");
        }
        node.server().kill();
        startReplica(node);
        node.become(NodeRole.REPLICA);
        Replication.awaitStreaming(primary, List.of(node));
        Replication.waitForAnyReplica(primary, spec.synchronous());
    }

    /**
     * Waits until every running replica has replayed what the primary has committed so far.
     *
     * @throws PostgresServerException if one has not within the time
     */
    public void awaitReplication(Duration timeout) {
        Replication.awaitReplay(
                primary, replicas().stream().filter(Node::isRunning).toList(), timeout);
    }

    synchronized void promote(Node node) {
        requireMember(node);
        Node old = primary;
        Replication.promote(node);
        primary = node;
        old.become(NodeRole.FORMER_PRIMARY);
        node.become(NodeRole.PRIMARY);
        replicas().forEach(follower -> follower.server().follow(node.server()));
        Replication.waitForAnyReplica(node, spec.synchronous() && somebodyFollows());
    }

    private void requireMember(Node node) {
        if (!nodes.contains(node)) {
            throw new IllegalArgumentException(node + " is not a node of this cluster: " + nodes);
        }
    }

    /**
     * Ends all processes at once and removes all files, within 10 seconds, whatever one of the nodes does and whoever is
     * interrupted. Closing again does nothing.
     *
     * @throws PostgresServerException if a node could not be closed; the others are, and the next JVM tries again
     */
    @Override
    public void close() {
        Closing closing = new Closing(Closing.LIMIT);
        nodes.forEach(node -> closing.begin("the proxy of " + node.name(), node::closeProxy));
        closing.begin("the servers", backend::close).await();
    }
}
