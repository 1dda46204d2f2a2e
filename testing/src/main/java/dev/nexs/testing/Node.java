package dev.nexs.testing;

import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One PostgreSQL server as a test sees it: how to reach its database, and how to control it.
 *
 * <p>The connections it gives are plain and unpooled; the caller closes them.
 */
public final class Node {

    private final String name;
    private final Server server;
    private final String database;

    Node(String name, Server server, String database) {
        this.name = name;
        this.server = server;
        this.database = database;
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
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
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
        return Accounts.SUPERUSER;
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
        execute(Accounts.SUPERUSER, statements);
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

    /** What the server wrote to its log. */
    public String logs() {
        return server.logs();
    }

    @Override
    public String toString() {
        return name + " (" + host() + ":" + port() + ")";
    }
}
