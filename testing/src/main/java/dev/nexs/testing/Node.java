package dev.nexs.testing;

import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One PostgreSQL server as a test sees it: how to reach its database, and how to control it.
 *
 * <p>The connections it gives are plain and unpooled; the caller closes them.
 */
public final class Node {

    private static final Duration RELOAD = Duration.ofSeconds(10);

    private final String name;
    private final Server server;
    private final String database;
    private final @Nullable Cluster cluster;
    private @Nullable FaultProxy proxy;
    private volatile NodeRole role = NodeRole.REPLICA;

    /** A node of a cluster, which the test may do with as it likes; without one, of a server that others use too. */
    Node(String name, Server server, String database, @Nullable Cluster cluster) {
        this.name = name;
        this.server = server;
        this.database = database;
        this.cluster = cluster;
    }

    Server server() {
        return server;
    }

    /** A name that is unique within the cluster, such as {@code node1}. */
    public String name() {
        return name;
    }

    /** The host to connect to. */
    public String host() {
        return server.host();
    }

    /** The port to connect to; it stays the same when the node is restarted. */
    public int port() {
        return server.port();
    }

    /** The database of this test. */
    public String database() {
        return database;
    }

    /** The JDBC URL of the database on this node, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database + server.urlParameters();
    }

    /** The name of the role that owns the database. */
    public String username() {
        return Accounts.OWNER.name();
    }

    /** The password of the role that owns the database. */
    public String password() {
        return Accounts.OWNER.password();
    }

    /** The superuser. */
    public Role superuser() {
        return server.superuser();
    }

    /**
     * The role that an application should have: no superuser, bound by row-level security, owner of nothing. It may
     * read and write the rows of the tables that the owner creates in the schema {@code public}.
     */
    public Role appRole() {
        return Accounts.APPLICATION;
    }

    /** Connects as the owner of the database. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), username(), password());
    }

    /** Connects as the given role. */
    public Connection connectAs(Role role) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), role.name(), role.password());
    }

    /** An unpooled datasource that connects as the owner of the database. */
    public DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl());
        dataSource.setUser(username());
        dataSource.setPassword(password());
        return dataSource;
    }

    /** Runs statements as the owner of the database, each in a transaction of its own. */
    public void execute(String... statements) {
        execute(Accounts.OWNER, statements);
    }

    /** Runs statements as the superuser, each in a transaction of its own. */
    public void executeAsSuperuser(String... statements) {
        execute(superuser(), statements);
    }

    private void execute(Role role, String... statements) {
        try (Connection connection = connectAs(role);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new PostgresServerException(this + " refused a statement: " + e.getMessage(), e);
        }
    }

    /** SIGKILL to every process of the server: nothing is flushed, no client is told. Nothing happens if it is down. */
    public void kill() {
        own("kill");
        server.kill();
    }

    /** SIGSTOP to every process: connections stay open and nobody answers, as on a machine that hangs. */
    public void pause() {
        own("pause");
        server.pause();
    }

    /** Ends a {@link #pause()}. */
    public void resume() {
        own("resume");
        server.resume();
    }

    /** Shuts the server down cleanly, as an administrator would. Nothing happens if it is down. */
    public void stop() {
        own("stop");
        server.stop();
    }

    /**
     * Starts a stopped or killed server as what it was, on its old port. An old primary comes up as a primary again,
     * beside the new one: for a replica use {@link Cluster#rejoin(Node)}.
     */
    public void start() {
        own("start");
        server.start();
    }

    /** Whether the server lives and is not paused. */
    boolean isResponsive() {
        return server.isRunning() && !server.isPaused();
    }

    /** Whether the server's process lives; that of a paused one does. */
    public boolean isRunning() {
        return server.isRunning();
    }

    /**
     * Makes this replica the primary and returns when it accepts writes. The other replicas follow it from then on; the
     * old primary is left as it is, dead or alive.
     */
    public void promote() {
        own("promote").promote(this);
    }

    /** Has this replica replay each commit only when it is that old; zero ends the delay. It goes on receiving. */
    public void delayReplay(Duration delay) {
        own("delay the replay of");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("The delay is " + delay + ", but must not be negative.");
        }
        configure(Map.of("recovery_min_apply_delay", delay.toMillis() + "ms"));
    }

    /** Stops the replay of this replica until {@link #resumeReplay()}; it goes on receiving and answering queries. */
    public void pauseReplay() {
        own("pause the replay of");
        executeAsSuperuser("SELECT pg_wal_replay_pause()");
    }

    /** Ends a {@link #pauseReplay()}. */
    public void resumeReplay() {
        own("resume the replay of");
        executeAsSuperuser("SELECT pg_wal_replay_resume()");
    }

    /**
     * Changes a server setting at run time and returns when new connections see it. A setting that needs a restart takes
     * effect with the next {@link #start()}.
     */
    public void setting(String setting, String value) {
        own("change a setting of");
        if (!ServerSettings.isName(setting)) {
            throw new IllegalArgumentException("'" + setting + "' is no name of a server setting.");
        }
        configure(Map.of(setting, value));
    }

    /**
     * Replaces the certificate that this node shows, and returns when new connections see it. It may be of another
     * authority or for another host, to see clients refuse it.
     */
    public void useCertificate(KeyFiles certificate) {
        Cluster ownCluster = own("change the certificate of");
        reload(() -> server.useCertificate(ownCluster.authority().certificate(), certificate));
    }

    /** The postmaster forwards the reload to all its children before it accepts the connection that sees it. */
    void configure(Map<String, String> settings) {
        reload(() -> server.configure(settings));
    }

    private void reload(Runnable change) {
        if (!server.isRunning()) {
            change.run();
            return;
        }
        String before = Replication.value(this, "SELECT pg_conf_load_time()");
        change.run();
        Await.sqlOnNewConnections(
                this, "SELECT pg_conf_load_time() > '" + before + "'", RELOAD, () -> this + " did not reload");
    }

    private Cluster own(String action) {
        if (cluster == null) {
            throw new IllegalStateException("Cannot " + action + " " + this
                    + ": other test classes share it. Use @PostgresCluster(replicas = 0) for a server of your own.");
        }
        return cluster;
    }

    boolean isReplica() {
        return role == NodeRole.REPLICA;
    }

    void become(NodeRole newRole) {
        role = newRole;
    }

    /** The proxy in front of this node; made when first asked for. Only who connects to its port goes through it. */
    public synchronized FaultProxy proxy() {
        if (proxy == null) {
            proxy = new FaultProxy(this);
        }
        return proxy;
    }

    synchronized void closeProxy() {
        if (proxy != null) {
            proxy.close();
            proxy = null;
        }
    }

    void close() {
        closeProxy();
        server.close();
    }

    /**
     * Does something and returns the statements that this node ran for its database meanwhile, with their plans.
     *
     * <p>The server logs them from the first time on. What other clients of the database do at the same time counts as well.
     *
     * @throws PostgresServerException around what the action threw, if that was a checked exception
     * @throws UnsupportedOperationException if the server is an external one, whose log cannot be read
     */
    public Statements statements(Statements.Action action) {
        Statements.Recording recording = Statements.record(List.of(this));
        try {
            action.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new PostgresServerException("What was to be recorded on " + this + " failed: " + e.getMessage(), e);
        }
        return recording.end();
    }

    /** What the server wrote to its log. */
    public String logs() {
        return server.logs();
    }

    @Override
    public String toString() {
        return name + " (" + host() + ":" + port() + ")";
    }
}
