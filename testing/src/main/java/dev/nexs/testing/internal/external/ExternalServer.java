package dev.nexs.testing.internal.external;

import dev.nexs.testing.KeyFiles;
import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.Role;
import dev.nexs.testing.internal.InitialContents;
import dev.nexs.testing.internal.Server;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import org.postgresql.ds.PGSimpleDataSource;

/** The server behind a JDBC URL. */
final class ExternalServer implements Server {

    private static final int DEFAULT_PORT = 5432;
    private static final String DUPLICATE_OBJECT = "42710";

    private final String host;
    private final int port;
    private final Role superuser;
    private final int majorVersion;

    ExternalServer(String url, String username, String password) {
        PGSimpleDataSource parsed = parse(url);
        host = parsed.getServerNames()[0];
        port = parsed.getPortNumbers()[0] == 0 ? DEFAULT_PORT : parsed.getPortNumbers()[0];
        superuser = new Role(
                Objects.requireNonNullElse(parsed.getUser(), username.isEmpty() ? "postgres" : username),
                Objects.requireNonNullElse(parsed.getPassword(), password));
        majorVersion = prepare();
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

    private int prepare() {
        String url = "jdbc:postgresql://" + host + ":" + port + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, superuser.name(), superuser.password());
                Statement statement = connection.createStatement()) {
            for (String role : InitialContents.roles()) {
                createUnlessThere(statement, role);
            }
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new PostgresServerException(
                    "The external server at " + host + ":" + port + " cannot be used as " + superuser.name() + ": "
                            + e.getMessage() + ". The role in nexs.test.url (or nexs.test.username and "
                            + "nexs.test.password) has to be a superuser.",
                    e);
        }
    }

    private static void createUnlessThere(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            if (!DUPLICATE_OBJECT.equals(e.getSQLState())) {
                throw e;
            }
        }
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
    public void close() {
        // It is not ours to end.
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
