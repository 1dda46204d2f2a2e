package dev.nexs.testing.internal.external;

import dev.nexs.testing.KeyFiles;
import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.Role;
import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.InitialContents;
import dev.nexs.testing.internal.Server;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server behind a JDBC URL. */
final class ExternalServer implements Server {

    private static final int DEFAULT_PORT = 5432;
    private static final String DUPLICATE_OBJECT = "42710";

    /** Any number will do, if it is the same for all. */
    private static final long LOCK = 0x6e6578732d746573L;

    private static final String MADE_BY_US = "made by nexs-testing, which removes it";
    private static final Logger LOG = LoggerFactory.getLogger(ExternalServer.class);

    private final String host;
    private final int port;
    private final Role superuser;
    private final String database;
    private final String urlParameters;
    private final Connection guests;
    private final int majorVersion;

    ExternalServer(String url, String username, String password) {
        PGSimpleDataSource parsed = parse(url);
        host = parsed.getServerNames()[0];
        port = parsed.getPortNumbers()[0] == 0 ? DEFAULT_PORT : parsed.getPortNumbers()[0];
        superuser = new Role(
                Objects.requireNonNullElse(parsed.getUser(), username.isEmpty() ? "postgres" : username),
                Objects.requireNonNullElse(parsed.getPassword(), password));
        database = Objects.requireNonNullElse(parsed.getDatabaseName(), "postgres");
        urlParameters = withoutCredentials(url);
        guests = enter();
        majorVersion = prepare();
    }

    /** How to connect, such as {@code sslmode}, holds for the test's connections as well; who connects does not. */
    private static String withoutCredentials(String url) {
        int question = url.indexOf('?');
        String kept = question < 0
                ? ""
                : Stream.of(url.substring(question + 1).split("&"))
                        .filter(parameter -> !parameter.isEmpty() && !parameter.matches("(user|password)=.*"))
                        .collect(Collectors.joining("&"));
        return kept.isEmpty() ? "" : "?" + kept;
    }

    private static PGSimpleDataSource parse(String url) {
        PGSimpleDataSource parsed = new PGSimpleDataSource();
        try {
            parsed.setUrl(url);
        } catch (IllegalArgumentException e) {
            throw new PostgresServerException("nexs.test.url is '" + withoutPassword(url)
                    + "', but must be a JDBC URL such as jdbc:postgresql://localhost:5432/postgres.");
        }
        return parsed;
    }

    private static String withoutPassword(String url) {
        return url.replaceAll("(?i)(password=)[^&]*", "$1…");
    }

    /** Everybody who tests on the server holds a shared lock in one session, so that the last one can be known. */
    private Connection enter() {
        try {
            Connection entered = connect();
            try (Statement statement = entered.createStatement()) {
                statement.execute("SELECT pg_advisory_lock_shared(" + LOCK + ")");
            }
            return entered;
        } catch (SQLException e) {
            throw new PostgresServerException(
                    "The external server at " + host + ":" + port + " cannot be used as " + superuser.name() + ": "
                            + e.getMessage() + ". The role in nexs.test.url (or nexs.test.username and "
                            + "nexs.test.password) has to be a superuser.",
                    e);
        }
    }

    private Connection connect() throws SQLException {
        String url = "jdbc:postgresql://" + host + ":" + port + "/" + database + urlParameters;
        return DriverManager.getConnection(url, superuser.name(), superuser.password());
    }

    private int prepare() {
        try (Statement statement = guests.createStatement()) {
            createUnlessThere(statement, Accounts.OWNER, InitialContents.owner());
            statement.execute(InitialContents.ownerGrants());
            createUnlessThere(statement, Accounts.APPLICATION, InitialContents.application());
            return guests.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new PostgresServerException(
                    "The external server at " + host + ":" + port + " cannot be used as " + superuser.name() + ": "
                            + e.getMessage() + ". The role in nexs.test.url (or nexs.test.username and "
                            + "nexs.test.password) has to be a superuser.",
                    e);
        }
    }

    /** A role that is ours says so in its comment; one that was there before stays. */
    private static void createUnlessThere(Statement statement, Role role, String sql) throws SQLException {
        try {
            statement.execute(sql);
            statement.execute("COMMENT ON ROLE " + role.name() + " IS '" + MADE_BY_US + "'");
        } catch (SQLException e) {
            if (!DUPLICATE_OBJECT.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    /** The last one to leave removes the roles, whose passwords everybody can read in the kit. */
    @Override
    public void close() {
        try (guests;
                Statement statement = guests.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock_shared(" + LOCK + ")");
            try (ResultSet last = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
                if (!last.next() || !last.getBoolean(1)) {
                    return;
                }
            }
            for (Role role : List.of(Accounts.APPLICATION, Accounts.OWNER)) {
                dropIfOurs(statement, role);
            }
        } catch (SQLException e) {
            LOG.warn("The roles of the kit may be left on the external server at {}:{}", host, port, e);
        }
    }

    private static void dropIfOurs(Statement statement, Role role) throws SQLException {
        String ours = "SELECT 1 FROM pg_roles WHERE rolname = '" + role.name()
                + "' AND shobj_description(oid, 'pg_authid') = '" + MADE_BY_US + "'";
        try (ResultSet found = statement.executeQuery(ours)) {
            if (!found.next()) {
                return;
            }
        }
        statement.execute("DROP ROLE " + role.name());
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String urlParameters() {
        return urlParameters;
    }

    @Override
    public String maintenanceDatabase() {
        return database;
    }

    @Override
    public Role superuser() {
        return superuser;
    }

    @Override
    public int majorVersion() {
        return majorVersion;
    }

    @Override
    public void initialize() {
        // The roles were made when the server was found.
    }

    @Override
    public void start() {
        // It runs.
    }

    @Override
    public boolean isRunning() {
        return true;
    }

    @Override
    public boolean isPaused() {
        return false;
    }

    @Override
    public boolean canLogStatements() {
        return false;
    }

    @Override
    public String logs() {
        return "";
    }

    @Override
    public void copyOf(Server primary) {
        throw refuse("copy");
    }

    @Override
    public void useCertificate(Path authority, KeyFiles certificate) {
        throw refuse("change the certificate of");
    }

    @Override
    public void follow(Server primary) {
        throw refuse("redirect");
    }

    @Override
    public void stop() {
        throw refuse("stop");
    }

    @Override
    public void kill() {
        throw refuse("kill");
    }

    @Override
    public void pause() {
        throw refuse("pause");
    }

    @Override
    public void resume() {
        throw refuse("resume");
    }

    @Override
    public void configure(Map<String, String> settings) {
        throw refuse("configure");
    }

    private UnsupportedOperationException refuse(String action) {
        return new UnsupportedOperationException("Cannot " + action + " the external server at " + host + ":" + port
                + ": use nexs.test.backend=embedded or testcontainers for that.");
    }
}
