package dev.nexs.orm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.TlsMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

    private static final String URL = "jdbc:postgresql://db1,db2/app";

    @Test
    void aUrlAloneGivesTheDocumentedDefaults() {
        NexsConfiguration read = read();

        assertThat(read.nodes()).extracting(NodeAddress::id).containsExactly("db1:5432", "db2:5432");
        assertThat(read.pool().maximumSize()).isEqualTo(10);
        assertThat(read.pool().minimumIdle()).isEqualTo(2);
        assertThat(read.driver().socketTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(read.driver().tcpKeepAlive()).isTrue();
        assertThat(read.tls().mode()).isEqualTo(TlsMode.PREFER);
        assertThat(read.values().get(Catalogue.READ_PREFERENCE)).isEqualTo(ReadPreference.SECONDARY_PREFERRED);
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        List<String> problems = problems(
                "nexs.url", "jdbc:postgresql://a/app?sslmdoe=x",
                "nexs.pool.maximum-size", "many",
                "nexs.pool.connection-timeout", "10",
                "nexs.pol.maximum-size", 3,
                "nexs.read-preference", "replica",
                "nexs.tls.root-cert", "/no/such/file",
                "nexs.retry.jitter", "2");

        assertThat(problems)
                .anySatisfy(
                        p -> assertThat(p).startsWith("nexs.url cannot be read: the parameter 'sslmdoe' is unknown"))
                .contains(
                        "nexs.pool.maximum-size = 'many' is not allowed; allowed is a whole number from 1 to 10000",
                        "nexs.pool.connection-timeout = '10' is not allowed; allowed is a duration of at least 250ms"
                                + " such as 250ms, 10s, 30m or 1h",
                        "nexs.pol.maximum-size is unknown; did you mean nexs.pool.maximum-size?",
                        "nexs.read-preference = 'replica' is not allowed; allowed is primary, primary-preferred,"
                                + " secondary, secondary-preferred, nearest",
                        "nexs.tls.root-cert = '/no/such/file' is not allowed; allowed is the path of a readable file",
                        "nexs.retry.jitter = '2' is not allowed; allowed is a number from 0 to 1")
                .hasSize(7);
    }

    @ParameterizedTest
    @CsvSource({
        "nexs.pool.maxmum-size,nexs.pool.maximum-size",
        "nexs.usrename,nexs.username",
        "nexs.failover.timout,nexs.failover.timeout",
        "nexs.pool.validation-timeuot,nexs.pool.validation-timeout",
        "nexs.tls.modes,nexs.tls.mode"
    })
    void anUnknownNameSuggestsTheNearest(String wrong, String right) {
        assertThat(problems(wrong, "1")).containsExactly(wrong + " is unknown; did you mean " + right + "?");
    }

    @Test
    void settingsOfFeatureModulesAreTheirs() {
        read("nexs.soft-delete.column", "x", "nexs.associations.lazy-loading", "warn");
        read("nexs.types.json-mapper", "x");
        read("nexs.test.backend", "external");
    }

    @Test
    void settingsOfHooksAreCheckedAndNamesOfTheApplicationAreItsOwn() {
        read("nexs.hooks.audit", "true", "nexs.hooks.mine", "com.example.Mine");
        assertThat(problems("nexs.hooks.guard", "maybe"))
                .singleElement()
                .asString()
                .contains("nexs.hooks.guard = 'maybe' is not allowed", "refuse");
        assertThat(problems("nexs.hooks.guard-deny", "("))
                .singleElement()
                .asString()
                .contains("regular expressions");
    }

    @Test
    void settingsOfTenantsAreChecked() {
        read("nexs.tenancy.strategy", "row", "nexs.tenancy.cluster.eu.url", "jdbc:postgresql://eu/app");
        assertThat(problems("nexs.tenancy.strategy", "table"))
                .containsExactly(
                        "nexs.tenancy.strategy = 'table' is not allowed; allowed is schema, database, row, cluster");
        assertThat(problems("nexs.tenancy.stratgy", "row"))
                .containsExactly("nexs.tenancy.stratgy is unknown; did you mean nexs.tenancy.strategy?");
        assertThat(problems("nexs.tenancy.cluster.eu", "x"))
                .singleElement()
                .asString()
                .contains("<name>.<setting>");
    }

    @Test
    void aModuleThatHasNoSettingsKnowsNoNames() {
        assertThat(problems("nexs.json.mapper", "x")).singleElement().asString().contains("is unknown");
    }

    @Test
    void namesOfOthersArePassedOver() {
        read("hibernate.show_sql", "true", "jakarta.persistence.jdbc.url", "x");
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "10s,10000", "30m,1800000", "1h30m,5400000", "PT2.5S,2500", "1.5s,1500", "1d,86400000"})
    void durationsAreWrittenInManyWays(String text, long millis) {
        assertThat(read("nexs.failover.timeout", text).values().get(Catalogue.FAILOVER_TIMEOUT))
                .hasMillis(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000000d", "99999999999999999999d", "PT2562047788015215H"})
    void aDurationThatWouldOverflowIsAYear(String text) {
        assertThat(read("nexs.failover.timeout", text).values().get(Catalogue.FAILOVER_TIMEOUT))
                .isEqualTo(Duration.ofDays(365));
    }

    @Test
    void typedValuesAreTakenAsTheyAre() {
        NexsConfiguration read = read(
                "nexs.pool.maximum-size",
                7,
                "nexs.pool.connection-timeout",
                Duration.ofSeconds(3),
                "nexs.pool.warm-up",
                true,
                "nexs.read-preference",
                ReadPreference.NEAREST);

        assertThat(read.pool().maximumSize()).isEqualTo(7);
        assertThat(read.pool().connectionTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(read.pool().warmUp()).isTrue();
        assertThat(read.values().get(Catalogue.READ_PREFERENCE)).isEqualTo(ReadPreference.NEAREST);
    }

    @Test
    void hikariPropertiesAreAcceptedByTheirOwnName() {
        NexsConfiguration read = read(
                "nexs.pool.validationTimeout", "2s",
                "nexs.pool.connection-init-sql", "select 1",
                "nexs.pool.maximumPoolSize", "4",
                "nexs.pool.idleTimeout", "60000");

        assertThat(read.pool().hikari())
                .containsEntry("validationTimeout", "2s")
                .containsEntry("connectionInitSql", "select 1");
        assertThat(read.pool().maximumSize()).isEqualTo(4);
        assertThat(read.pool().idleTimeout()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void hikariPropertiesThatWouldBreakTheClusterAreRefusedWithTheReason() {
        assertThat(problems("nexs.pool.jdbcUrl", "x", "nexs.pool.validationTimeout", "1ms"))
                .containsExactly(
                        "nexs.pool.jdbcUrl cannot be set: the servers come from nexs.url",
                        "nexs.pool.validationTimeout = '1ms' is refused by HikariCP: validationTimeout cannot be"
                                + " less than 250ms");
    }

    @Test
    void oneSettingUnderTwoNamesIsAProblem() {
        assertThat(problems("nexs.pool.maximum-size", "4", "nexs.pool.maximumPoolSize", "5"))
                .containsExactly("nexs.pool.maximumPoolSize: nexs.pool.maximum-size is set too and means the same;"
                        + " keep one of them");
    }

    @Test
    void settingsMustAgreeWithEachOther() {
        assertThat(problems(
                        "nexs.pool.maximum-size", 3,
                        "nexs.pool.minimum-idle", 5,
                        "nexs.pool.max-lifetime", "1m",
                        "nexs.pool.keepalive", "2m",
                        "nexs.retry.initial-delay", "3s"))
                .containsExactlyInAnyOrder(
                        "nexs.pool.minimum-idle = '5' is not allowed; allowed is at most nexs.pool.maximum-size, which is 3",
                        "nexs.pool.keepalive = '2m' is not allowed; allowed is less than nexs.pool.max-lifetime, which is 1m",
                        "nexs.retry.initial-delay = '3s' is not allowed; allowed is at most nexs.retry.max-delay, which is 2s");
    }

    @Test
    void aSmallPoolLowersTheDefaultMinimum() {
        assertThat(read("nexs.pool.maximum-size", 1).pool().minimumIdle()).isEqualTo(1);
    }

    @Test
    void anExplicitSettingWinsOverTheUrl() {
        NexsConfiguration read = read(
                "nexs.url", "postgres://urluser:urlpw@a/app?sslmode=require",
                "nexs.username", "app",
                "nexs.tls.mode", "disable");

        assertThat(read.credentials().getCredentials().getUsername()).isEqualTo("app");
        assertThat(read.credentials().getCredentials().getPassword()).isEqualTo("urlpw");
        assertThat(read.tls().mode()).isEqualTo(TlsMode.DISABLE);
    }

    @Test
    void aPasswordFileWinsOverTheUrlAndIsReadAgainEachTime(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("pw"), "first\n");
        NexsConfiguration read = read("nexs.url", "postgres://u:urlpw@a/app", "nexs.password-file", file);

        assertThat(read.credentials().getCredentials().getPassword()).isEqualTo("first");
        Files.writeString(file, " second ");
        assertThat(read.credentials().getCredentials().getPassword()).isEqualTo(" second ");
    }

    @Test
    void twoSourcesOfAPasswordAreAProblemThatDoesNotShowIt(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("pw"), "x");

        assertThat(problems("nexs.password", "topsecret", "nexs.password-file", file))
                .containsExactly("nexs.password and nexs.password-file are set together; keep one of them")
                .noneSatisfy(p -> assertThat(p).contains("topsecret"));
    }

    @Test
    void aCredentialsProviderMustBeOne() {
        assertThat(problems("nexs.credentials-provider", "java.lang.String"))
                .containsExactly("nexs.credentials-provider = 'java.lang.String' is not allowed: it is no"
                        + " com.zaxxer.hikari.HikariCredentialsProvider; allowed is a"
                        + " com.zaxxer.hikari.HikariCredentialsProvider or the name of a class that is one");
        assertThat(problems("nexs.credentials-provider", "no.such.Thing").get(0))
                .contains("there is no such class");
    }

    @Test
    void settingsOfANodeFindIt() {
        NexsConfiguration read = read(
                "nexs.node.db1.weight", "2.5", "nexs.node.db2:5432.region", "eu", "nexs.node.db2:5432.maximum-size", 3);

        assertThat(read.nodeSettings())
                .containsEntry(new NodeAddress("db1", 5432), new NodeSettings(2.5, null, List.of(), null))
                .containsEntry(new NodeAddress("db2", 5432), new NodeSettings(1.0, "eu", List.of(), 3));
    }

    @Test
    void tagsAreNamesOfANodeAndWishesOfReads() {
        NexsConfiguration read = read("nexs.node.db1.tags", "analytics, batch", "nexs.read-tags", "batch");

        assertThat(read.nodeSettings().get(new NodeAddress("db1", 5432)).tags()).containsExactly("analytics", "batch");
        assertThat(read.values().get(Catalogue.READ_TAGS)).containsExactly("batch");
    }

    @Test
    void whatWouldReplaceOurTlsIsRefusedBesideIt() {
        for (String parameter : List.of("sslfactory", "sslhostnameverifier")) {
            String url = "jdbc:postgresql://db1/app?" + parameter + "=com.example.Anything";
            assertThat(problems("nexs.url", url, "nexs.tls.mode", "verify-full"))
                    .singleElement()
                    .asString()
                    .contains(parameter)
                    .contains("nexs.tls.mode");
            assertThat(read("nexs.url", url).driver().properties()).containsKey(parameter);
        }
    }

    @Test
    void aSettingOfANodeThatIsWrittenTwiceIsAProblem() {
        assertThat(problems("nexs.node.db1.weight", "2", "nexs.node.db1:5432.weight", "3"))
                .containsExactly(
                        "nexs.node.db1:5432.weight is set twice, with and without the port 5432; keep one of them");
    }

    @Test
    void settingsOfANodeThatIsNotThereAreAProblem() {
        assertThat(problems("nexs.node.db9:5432.weight", "1", "nexs.node.db1:5432.wieght", "1"))
                .containsExactly(
                        "nexs.node.db1:5432.wieght is unknown; allowed is nexs.node.<host:port>.weight, .region, .tags"
                                + " or .maximum-size",
                        "nexs.node.db9:5432 names no node of nexs.url; its nodes are [db1:5432, db2:5432]");
    }

    @Test
    void tlsFilesThatWouldProtectNothingAreAProblem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "x");

        assertThat(problems("nexs.tls.mode", "prefer", "nexs.tls.root-cert", file))
                .containsExactly("nexs.tls.root-cert has no effect with nexs.tls.mode = 'prefer', which verifies"
                        + " nothing; use verify-full or verify-ca");
        assertThat(problems("nexs.tls.mode", "verify-full", "nexs.tls.cert", file))
                .containsExactly("nexs.tls.cert is set without nexs.tls.key; a certificate needs its key");
    }

    @Test
    void requireWithAnAuthorityVerifiesItAsLibpqDoes(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "x");

        assertThat(read("nexs.tls.mode", "require", "nexs.tls.root-cert", file)
                        .tls()
                        .mode())
                .isEqualTo(TlsMode.VERIFY_CA);
    }

    @Test
    void aMissingUrlSaysWhatToWrite() {
        assertThatThrownBy(() -> NexsDataSource.from(Map.of()))
                .isInstanceOf(NexsConfigurationException.class)
                .hasMessageContaining("nexs.url is missing; write jdbc:postgresql://");
    }

    @Test
    void noPasswordIsEverShown() {
        NexsConfiguration read = read("nexs.url", "postgres://u:topsecret@a/app", "nexs.tls.key-password", "topsecret");

        assertThat(read.toString()).doesNotContain("topsecret");
        NexsConfigurationException wrong = catchThrowableOfType(
                NexsConfigurationException.class,
                () -> ConfigurationReader.read(Map.of("nexs.url", "postgres://u:topsecret@a:b/app")));
        assertThat(wrong).hasMessageNotContaining("topsecret");
    }

    @Test
    void everyConstantIsInTheCatalogue() throws IllegalAccessException {
        for (var field : NexsSettings.class.getFields()) {
            String name = (String) field.get(null);
            boolean prefix = name.endsWith(".");
            boolean ofANode = !name.startsWith(NexsSettings.PREFIX);
            if (!prefix && !ofANode) {
                assertThat(SettingNames.known()).contains(name);
            } else if (ofANode) {
                assertThat(Catalogue.OF_A_NODE).extracting(Setting::name).contains(name);
            }
        }
    }

    private static NexsConfiguration read(Object... settings) {
        return ConfigurationReader.read(map(settings));
    }

    private static List<String> problems(Object... settings) {
        return catchThrowableOfType(NexsConfigurationException.class, () -> ConfigurationReader.read(map(settings)))
                .problems();
    }

    private static Map<String, Object> map(Object... settings) {
        Map<String, Object> map = new HashMap<>();
        map.put("nexs.url", URL);
        for (int i = 0; i < settings.length; i += 2) {
            map.put((String) settings[i], settings[i + 1]);
        }
        return map;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://u:topsecret@h:8008", "http://u:topsecret@:x", "http://a:8008,http://u:topsecret@b:80 80"
            })
    void aPasswordInPatronisAddressIsRefusedAndNotShown(String address) {
        assertThatThrownBy(() -> ConfigurationReader.read(
                        Map.of(NexsSettings.URL, "jdbc:postgresql://db1/app", NexsSettings.PATRONI_URL, address)))
                .isInstanceOf(NexsConfigurationException.class)
                .hasMessageContaining("without a user")
                .hasMessageNotContaining("topsecret");
    }
}
