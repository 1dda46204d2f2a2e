package dev.nexs.examples.tls;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.pool.TlsMode;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Logs in with a certificate instead of a password, over a connection that is verified in full, and goes on when the
 * certificate is replaced. It always starts a server of its own, since the certificates have to fit.
 */
public final class Main {

    private static final String WHO = "select ssl, client_serial from pg_stat_ssl where pid = pg_backend_pid()";

    private Main() {}

    /** Runs the example. */
    public static void main(String[] arguments) throws Exception {
        try (Cluster server = Cluster.start(c -> c.replicas(0).requireTls())) {
            Path folder = Files.createTempDirectory("nexs-tls-example");
            Path certificate = folder.resolve("client.crt");
            Path key = folder.resolve("client.key");
            String password = install(server, certificate, key);
            try (NexsDataSource source = NexsDataSource.builder()
                    .url("jdbc:postgresql://localhost:" + server.primary().port() + "/" + server.database())
                    .username(server.certificateRole())
                    .tls(t -> t.mode(TlsMode.VERIFY_FULL)
                            .rootCert(server.authority().certificate())
                            .cert(certificate)
                            .key(key)
                            .keyPassword(password)
                            .protocols("TLSv1.3")
                            .channelBinding("prefer")
                            .reloadInterval(Duration.ofMillis(200)))
                    .build()) {
                String before = who(source);
                System.out.println(before);
                install(server, certificate, key);
                System.out.println("after the rotation " + awaitOther(source, before));
            }
            plainText(server);
        }
    }

    /** Issues a certificate; the key is encrypted, always with the same password. */
    private static String install(Cluster server, Path certificate, Path key) throws IOException {
        KeyFiles files = server.authority().issueForClient(server.certificateRole());
        Files.copy(files.encryptedKey(), key, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(files.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        return files.password();
    }

    private static String awaitOther(NexsDataSource source, String before) throws SQLException {
        String now = who(source);
        while (now.equals(before)) {
            now = who(source);
        }
        return now;
    }

    private static String who(NexsDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WHO)) {
            row.next();
            return "encrypted: " + row.getBoolean(1) + ", client: " + row.getString(2);
        }
    }

    private static void plainText(Cluster server) {
        try (NexsDataSource source = NexsDataSource.builder()
                        .url(server.jdbcUrl())
                        .username(server.username())
                        .password(server.password())
                        .tls(t -> t.mode(TlsMode.DISABLE))
                        .failover(f -> f.timeout(Duration.ofSeconds(1)))
                        .build();
                Connection connection = source.getConnection()) {
            System.out.println("not reached: " + connection);
        } catch (SQLException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
