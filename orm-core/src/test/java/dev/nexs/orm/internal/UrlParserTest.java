package dev.nexs.orm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.pool.NodeAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlParserTest {

    @Test
    void aJdbcUrlNamesSeveralHosts() {
        ServerUrl url = UrlParser.parse(
                "jdbc:postgresql://db1:5433,db2,[2001:db8::1]:6000/app?socketTimeout=30&binaryTransfer=false");

        assertThat(url.nodes())
                .containsExactly(
                        new NodeAddress("db1", 5433),
                        new NodeAddress("db2", 5432),
                        new NodeAddress("2001:db8::1", 6000));
        assertThat(url.database()).isEqualTo("app");
        assertThat(url.settings()).containsEntry(NexsSettings.SOCKET_TIMEOUT, "30s");
        assertThat(url.driver()).containsOnly(java.util.Map.entry("binaryTransfer", "false"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://", "postgresql://"})
    void aLibpqUriIsPercentDecoded(String scheme) {
        ServerUrl url = UrlParser.parse(
                scheme
                        + "us%40er:p%3Aw%2F%25+1@db1,[::1]:5433/my%20db?sslmode=require&connect_timeout=3&application_name=a%26b");

        assertThat(url.nodes()).extracting(NodeAddress::id).containsExactly("db1:5432", "[::1]:5433");
        assertThat(url.database()).isEqualTo("my db");
        assertThat(url.settings())
                .containsEntry(NexsSettings.USERNAME, "us@er")
                .containsEntry(NexsSettings.PASSWORD, "p:w/%+1")
                .containsEntry(NexsSettings.TLS_MODE, "require")
                .containsEntry(NexsSettings.CONNECT_TIMEOUT, "3s")
                .containsEntry(NexsSettings.APPLICATION_NAME, "a&b");
    }

    @Test
    void anAtSignInAPasswordMayStandBare() {
        ServerUrl url = UrlParser.parse("postgres://app:p@ss@db1/app");

        assertThat(url.settings()).containsEntry(NexsSettings.PASSWORD, "p@ss");
        assertThat(url.nodes()).extracting(NodeAddress::host).containsExactly("db1");
    }

    @Test
    void hostsPortsAndDatabaseMayBeParameters() {
        ServerUrl url = UrlParser.parse("postgresql://?host=a,b&port=1,2&dbname=app&user=u&password=p");

        assertThat(url.nodes()).extracting(NodeAddress::id).containsExactly("a:1", "b:2");
        assertThat(url.database()).isEqualTo("app");
        assertThat(url.settings()).containsEntry(NexsSettings.USERNAME, "u");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql:app,localhost:5432,app",
        "jdbc:postgresql://localhost/,localhost:5432,''",
        "jdbc:postgresql://db1,db1:5432,''",
        "jdbc:postgresql:///app,localhost:5432,app",
        "postgres:///app,localhost:5432,app",
        "jdbc:postgresql://db1/app?,db1:5432,app"
    })
    void missingPartsHaveTheDriversDefaults(String text, String node, String database) {
        ServerUrl url = UrlParser.parse(text);

        assertThat(url.nodes()).extracting(NodeAddress::id).containsExactly(node);
        assertThat(url.database()).isEqualTo(database);
    }

    @Test
    void parametersThatDiscoveryReplacesAreIgnoredAndNamed() {
        ServerUrl url = UrlParser.parse("jdbc:postgresql://a,b/app?targetServerType=primary&loadBalanceHosts=true");

        assertThat(url.ignored()).containsExactly("targetServerType", "loadBalanceHosts");
        assertThat(url.driver()).isEmpty();
    }

    @Test
    void aMisspeltParameterIsRefusedWithTheNearestName() {
        assertThatThrownBy(() -> UrlParser.parse("jdbc:postgresql://a/app?sslmdoe=verify-full"))
                .hasMessage("the parameter 'sslmdoe' is unknown; did you mean 'sslmode'?");
    }

    @Test
    void blanksAroundAHostMeanNothing() {
        assertThat(UrlParser.parse("jdbc:postgresql://db1 , db2:5433,\tdb3/app").nodes())
                .containsExactly(
                        new NodeAddress("db1", 5432), new NodeAddress("db2", 5433), new NodeAddress("db3", 5432));
    }

    @Test
    void anIpv6ZoneIsKept() {
        assertThat(UrlParser.parse("postgres://[fe80::1%25eth0]:5433/app").nodes())
                .containsExactly(new NodeAddress("fe80::1%eth0", 5433));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mysql://a/app|the scheme is not PostgreSQL's",
                "postgres://u:pw@a:x/app|':x' behind a host is no port; write :5432",
                "postgres://u:pw@a:70000/app|node address a: port 70000 is out of range; allowed is 1 to 65535",
                "postgres://u:pw@::1/app|the host '::1' has several colons; write an IPv6 address in brackets, [::1]:5432",
                "postgres://u:pw@[::1/app|an IPv6 address lacks its closing bracket",
                "postgres://u:pw@a,,b/app|a host name is empty; write host:port,host:port",
                "jdbc:postgresql://${DB_HOST}/app|the host '${DB_HOST}' holds '$', which no host's name does",
                "jdbc:postgresql://a b/app|the host 'a b' holds ' ', which no host's name does",
                "postgres://u:pw@a,a:5432/app|it names the host a:5432 twice",
                "postgres://u:p%zz@a/app|a percent sign is not followed by two hexadecimal digits; write %25",
                "postgres://u:pw@%2Ftmp/app|Unix-domain sockets are not supported by the JDBC driver; name a host and a port",
                "postgres://u:pw@a/app?sslmode|each parameter behind '?' has the form name=value"
            })
    void aUrlThatCannotBeReadIsExplainedWithoutItsPassword(String url, String message) {
        assertThatThrownBy(() -> UrlParser.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message)
                .hasMessageNotContaining("pw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://u:pw/x@a/app",
                "postgres://u:pw/x@a",
                "postgres://u:p@pw/x@a/app",
                "postgres://u:12/pw@a/app",
                "postgres://u:pw?x=pw@a/app",
                "jdbc:postgresql://u:pw/x@a/app"
            })
    void aPasswordThatIsNotEncodedIsTakenForNothingElse(String url) {
        assertThatThrownBy(() -> UrlParser.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write %2F for '/'")
                .hasMessageNotContaining("pw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://a,b:5433/app?user=me@corp&password=p@ss",
                "jdbc:postgresql://[::1],[::2]/app?user=me@corp&password=p@ss",
                "jdbc:postgresql://a:5432/app?user=me@corp&password=p@ss",
                "postgres://me%40corp:p@ss@a/app?application_name=x@y"
            })
    void anAtSignInAParameterMayStandBare(String url) {
        assertThat(UrlParser.parse(url).settings())
                .containsEntry(NexsSettings.USERNAME, "me@corp")
                .containsEntry(NexsSettings.PASSWORD, "p@ss");
    }

    @Test
    void theTextOfAUrlHidesThePassword() {
        assertThat(UrlParser.parse("postgres://u:topsecret@a/app").toString()).doesNotContain("topsecret");
    }
}
