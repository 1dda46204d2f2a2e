package dev.nexs.orm.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.TlsOptions;
import dev.nexs.orm.pool.TlsMode;
import dev.nexs.testing.Authority;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.KeyFiles;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresCluster(replicas = 0, tls = true)
class TlsIT {

    private static final String MINE = " from pg_stat_ssl where pid = pg_backend_pid()";

    private final Cluster cluster;
    private final Node node;

    TlsIT(Cluster cluster) {
        this.cluster = cluster;
        this.node = cluster.primary();
    }

    @ParameterizedTest
    @CsvSource({"disable,f", "allow,f", "prefer,t", "require,t"})
    void modesThatVerifyNothingEncryptAsLibpqDoes(String mode, String encrypted) throws SQLException {
        assertThat(ask("select ssl" + MINE, t -> t.mode(TlsMode.valueOf(mode.toUpperCase(Locale.ROOT)))))
                .isEqualTo(encrypted);
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"REQUIRE", "VERIFY_CA", "VERIFY_FULL"})
    void anAuthorityOfOnesOwnIsTrusted(TlsMode mode) throws SQLException {
        assertThat(ask(
                        "select ssl" + MINE,
                        t -> t.mode(mode).rootCert(cluster.authority().certificate())))
                .isEqualTo("t");
    }

    @Test
    void aForeignAuthorityIsNotTrusted(@TempDir Path folder) {
        Path foreign = Authority.in(folder).certificate();

        assertThatThrownBy(() -> ask("select 1", t -> t.mode(TlsMode.VERIFY_CA).rootCert(foreign)))
                .hasStackTraceContaining("PKIX path");
    }

    @Test
    void withoutAnAuthorityTheJavaRuntimesAreTrustedAndOursIsNotAmongThem() {
        assertThatThrownBy(() -> ask("select 1", t -> t.mode(TlsMode.VERIFY_FULL)))
                .hasStackTraceContaining("unable to find valid certification path");
    }

    @Test
    void onlyVerifyFullLooksAtTheName() throws SQLException {
        node.useCertificate(cluster.authority().issueForServer("elsewhere.test"));
        try {
            Path root = cluster.authority().certificate();
            assertThat(ask("select ssl" + MINE, t -> t.mode(TlsMode.VERIFY_CA).rootCert(root)))
                    .isEqualTo("t");
            assertThatThrownBy(() ->
                            ask("select 1", t -> t.mode(TlsMode.VERIFY_FULL).rootCert(root)))
                    .hasStackTraceContaining("could not be verified");
        } finally {
            cluster.rotateCertificates();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pem", "der", "encrypted pem", "encrypted der", "pkcs12"})
    void aClientKeyComesInManyForms(String form) throws SQLException {
        KeyFiles files = cluster.authority().issueForClient(cluster.certificateRole());

        assertThat(askAs(cluster.certificateRole(), "select client_serial" + MINE, t -> {
                    t.mode(TlsMode.VERIFY_FULL).rootCert(cluster.authority().certificate());
                    switch (form) {
                        case "pem" -> t.cert(files.certificate()).key(files.key());
                        case "der" -> t.cert(files.certificate()).key(files.keyDer());
                        case "encrypted pem" ->
                            t.cert(files.certificate())
                                    .key(files.encryptedKey())
                                    .keyPassword(files.password());
                        case "encrypted der" ->
                            t.cert(files.certificate())
                                    .key(files.encryptedKeyDer())
                                    .keyPassword(files.password());
                        default -> t.key(files.pkcs12()).keyPassword(files.password());
                    }
                }))
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWrongKeyPasswordIsExplainedAndNotShown(boolean pem) {
        KeyFiles files = cluster.authority().issueForClient(cluster.certificateRole());

        SQLException thrown = catchThrowableOfType(
                SQLException.class,
                () -> askAs(cluster.certificateRole(), "select 1", t -> {
                    t.mode(TlsMode.VERIFY_FULL)
                            .rootCert(cluster.authority().certificate())
                            .key(pem ? files.encryptedKey() : files.pkcs12())
                            .keyPassword("topsecret-and-wrong");
                    if (pem) {
                        t.cert(files.certificate());
                    }
                }));

        assertThatThrownBy(() -> {
                    throw thrown;
                })
                .hasStackTraceContaining("is nexs.tls.key-password right?");
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            assertThat(each.toString()).doesNotContain("topsecret");
        }
    }

    @Test
    void versionsAndCiphersAreHeldTo() throws SQLException {
        assertThat(ask("select version" + MINE, t -> t.mode(TlsMode.REQUIRE).protocols("TLSv1.2")))
                .isEqualTo("TLSv1.2");
        assertThat(ask(
                        "select cipher" + MINE,
                        t -> t.mode(TlsMode.REQUIRE).protocols("TLSv1.3").ciphers("TLS_AES_128_GCM_SHA256")))
                .isEqualTo("TLS_AES_128_GCM_SHA256");
    }

    @Test
    void directNegotiationAndChannelBindingWork() throws SQLException {
        assertThat(ask(
                        "select ssl" + MINE,
                        t -> t.mode(TlsMode.REQUIRE).negotiation("direct").channelBinding("require")))
                .isEqualTo("t");
    }

    @Test
    void aRotatedCertificateReplacesPooledConnections(@TempDir Path folder) throws SQLException, IOException {
        Path root = Files.copy(cluster.authority().certificate(), folder.resolve("root.crt"));
        KeyFiles first = cluster.authority().issueForClient(cluster.certificateRole());
        Path cert = Files.copy(first.certificate(), folder.resolve("client.crt"));
        Path key = Files.copy(first.key(), folder.resolve("client.key"));
        try (NexsDataSource ds = open(
                cluster.certificateRole(),
                t -> t.mode(TlsMode.VERIFY_FULL)
                        .rootCert(root)
                        .cert(cert)
                        .key(key)
                        .reloadInterval(Duration.ofMillis(50)))) {
            String before = ask(ds, "select client_serial" + MINE);

            KeyFiles second = cluster.authority().issueForClient(cluster.certificateRole());
            Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.certificate(), cert, StandardCopyOption.REPLACE_EXISTING);

            await().ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(ask(ds, "select client_serial" + MINE)).isNotEqualTo(before));
        }
    }

    private String ask(String sql, Consumer<TlsOptions> tls) throws SQLException {
        return askAs(node.username(), sql, tls);
    }

    private String askAs(String role, String sql, Consumer<TlsOptions> tls) throws SQLException {
        try (NexsDataSource ds = open(role, tls)) {
            return ask(ds, sql);
        }
    }

    private NexsDataSource open(String role, Consumer<TlsOptions> tls) {
        return NexsDataSource.builder()
                .url("jdbc:postgresql://localhost:" + node.port() + "/" + node.database())
                .username(role)
                .password(node.password())
                .pool(p -> p.maximumSize(1).connectionTimeout(Duration.ofSeconds(1)))
                .failover(f -> f.timeout(Duration.ofMillis(800)))
                .tls(tls)
                .build();
    }

    private static String ask(NexsDataSource ds, String sql) throws SQLException {
        try (Connection connection = ds.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
