package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresCluster(replicas = 1, tls = true)
class TlsIT {

    private static final String IS_ENCRYPTED = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    private static final String SERIAL = "select client_serial from pg_stat_ssl where pid = pg_backend_pid()";

    private final Cluster cluster;

    TlsIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void everyNodePassesFullVerification() throws SQLException {
        for (Node node : cluster.nodes()) {
            assertThat(ask(node, verifyFull(cluster.authority()), IS_ENCRYPTED)).isEqualTo("t");
        }
    }

    @Test
    void aClientThatDoesNotWantTlsIsLetIn() throws SQLException {
        assertThat(ask(cluster.primary(), "sslmode=disable", IS_ENCRYPTED)).isEqualTo("f");
    }

    @Test
    void aForeignAuthorityIsNotTrusted(@TempDir Path directory) {
        assertThatThrownBy(() -> ask(cluster.primary(), verifyFull(Authority.in(directory)), "select 1"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("SSL");
    }

    @Test
    void aCertificateForAnotherHostFailsTheVerificationOfTheNameOnly() throws SQLException {
        Node node = cluster.replica(0);
        node.useCertificate(cluster.authority().issueForServer("elsewhere.test"));

        assertThatThrownBy(() -> ask(node, verifyFull(cluster.authority()), "select 1"))
                .hasMessageContaining("could not be verified");
        assertThat(ask(
                        node,
                        "sslmode=verify-ca&sslrootcert=" + cluster.authority().certificate(),
                        IS_ENCRYPTED))
                .isEqualTo("t");

        cluster.rotateCertificates();
        assertThat(ask(node, verifyFull(cluster.authority()), IS_ENCRYPTED)).isEqualTo("t");
    }

    @Test
    void openConnectionsSurviveARotation() throws SQLException {
        Node primary = cluster.primary();
        String url = primary.jdbcUrl() + "?" + verifyFull(cluster.authority());
        try (Connection open = DriverManager.getConnection(url, primary.username(), primary.password())) {
            cluster.rotateCertificates();
            assertThat(open.isValid(2)).isTrue();
        }
        assertThat(ask(primary, verifyFull(cluster.authority()), IS_ENCRYPTED)).isEqualTo("t");
    }

    @Test
    void aClientCertificateReplacesThePassword() throws SQLException {
        KeyFiles client = cluster.authority().issueForClient(cluster.certificateRole());
        Role role = new Role(cluster.certificateRole(), "");
        String byFiles = "&sslcert=" + client.certificate() + "&sslkey=" + client.keyDer();
        String byPkcs12 = "&sslkey=" + client.pkcs12() + "&sslpassword=" + client.password();

        assertThat(askAs(role, verifyFull(cluster.authority()) + byFiles, SERIAL))
                .isNotBlank();
        assertThat(askAs(role, verifyFull(cluster.authority()) + byPkcs12, SERIAL))
                .isNotBlank();
        assertThatThrownBy(() -> askAs(role, verifyFull(cluster.authority()), SERIAL))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void theKeyComesInFormsThatTheJdkReads() throws Exception {
        KeyFiles files = cluster.authority().issueForClient("anyone");
        KeyFactory factory = KeyFactory.getInstance("EC");
        PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(files.keyDer())));

        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(Files.readAllBytes(files.encryptedKeyDer()));
        AlgorithmParameters parameters = encrypted.getAlgParameters();
        Cipher cipher = Cipher.getInstance(parameters.toString());
        SecretKeyFactory secrets = SecretKeyFactory.getInstance(parameters.toString());
        cipher.init(
                Cipher.DECRYPT_MODE,
                secrets.generateSecret(new PBEKeySpec(files.password().toCharArray())),
                parameters);
        assertThat(factory.generatePrivate(encrypted.getKeySpec(cipher))).isEqualTo(key);

        KeyStore store =
                KeyStore.getInstance(files.pkcs12().toFile(), files.password().toCharArray());
        assertThat(store.getKey("user", files.password().toCharArray())).isEqualTo(key);
        assertThat(Files.readString(files.encryptedKey(), StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(Files.readString(files.key(), StandardCharsets.US_ASCII)).startsWith("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void aServerThatRequiresTlsRefusesThePlainText() throws SQLException {
        try (Cluster strict = Cluster.start(c -> c.replicas(1).requireTls())) {
            assertThatThrownBy(() -> ask(strict.primary(), "sslmode=disable", "select 1"))
                    .hasMessageContaining("no encryption");
            assertThat(ask(strict.replica(0), verifyFull(strict.authority()), IS_ENCRYPTED))
                    .isEqualTo("t");
        }
    }

    private static String verifyFull(Authority authority) {
        return "sslmode=verify-full&sslrootcert=" + authority.certificate();
    }

    private static String ask(Node node, String parameters, String sql) throws SQLException {
        return ask(node, new Role(node.username(), node.password()), parameters, sql);
    }

    private String askAs(Role role, String parameters, String sql) throws SQLException {
        return ask(cluster.primary(), role, parameters, sql);
    }

    private static String ask(Node node, Role role, String parameters, String sql) throws SQLException {
        String url = node.jdbcUrl() + "?" + parameters;
        try (Connection connection = DriverManager.getConnection(url, role.name(), role.password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
