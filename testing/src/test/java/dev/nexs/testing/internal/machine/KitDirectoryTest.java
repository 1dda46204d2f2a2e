package dev.nexs.testing.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KitDirectoryTest {

    private final String home = System.getProperty("user.home");

    @TempDir
    private Path directory;

    @AfterEach
    void reset() {
        System.setProperty("user.home", home);
        System.clearProperty(KitDirectory.SETTING);
    }

    @Test
    void itLiesInTheUsersCacheAndLetsNobodyElseIn() throws IOException {
        Assumptions.assumeTrue(System.getenv("XDG_CACHE_HOME") == null);
        System.setProperty("user.home", directory.toString());
        Path root = KitDirectory.ofThisMachine().root();
        assertThat(root).isEqualTo(directory.toRealPath().resolve(".cache").resolve("nexs-postgres"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");

        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(KitDirectory.ofThisMachine().root()).isEqualTo(root);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void anAccountWithoutAHomeHasItInTheTemporaryDirectory() {
        Assumptions.assumeTrue(System.getenv("XDG_CACHE_HOME") == null);
        System.setProperty("user.home", "/nexs-no-such-home");
        assertThat(KitDirectory.ofThisMachine().root()).startsWith(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Test
    void aDirectoryThatOthersCanWriteToIsRefused() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        System.setProperty(KitDirectory.SETTING, directory.toString());
        assertThatThrownBy(KitDirectory::ofThisMachine)
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContainingAll("can be written by others (rwxrwxrwx)", "chmod go-w", KitDirectory.SETTING);
    }

    @Test
    void aDirectoryThatSomebodyElseMadeFirstIsRefused() throws IOException {
        System.setProperty(KitDirectory.SETTING, directory.toString());
        Assumptions.assumeTrue(KitDirectory.ofThisMachine().isOfRoot(), "only root can give a directory away");
        Files.setAttribute(directory, "unix:uid", 65534);
        assertThatThrownBy(KitDirectory::ofThisMachine)
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContainingAll("belongs to", "would be run as", KitDirectory.SETTING);
        Files.setAttribute(directory, "unix:uid", 0);
    }
}
