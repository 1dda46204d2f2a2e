package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine with a shell and nothing else, as many images are: no {@code kill}, {@code cp}, {@code rm}, {@code ps}. */
class BareMachineIT {

    @TempDir
    private Path directory;

    @Test
    void everythingWorksWithAShellAlone() throws Exception {
        Path programs = Files.createDirectory(directory.resolve("programs"));
        for (String program : List.of("sh", "unshare", "setpriv")) {
            find(program).ifPresent(found -> link(programs.resolve(program), found));
        }
        Path kit = Files.createDirectory(directory.resolve("kit"));
        Path binaries = Files.createDirectories(KitDirectory.ofThisMachine().binaries());
        link(kit.resolve("binaries"), binaries);
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + KitDirectory.SETTING + "=" + kit,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Life.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PATH", programs.toString());
        Process jvm = builder.start();
        try {
            assertThat(jvm.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(jvm.exitValue()).as(Files.readString(output)).isZero();
            assertThat(kit.resolve("runs")).isEmptyDirectory();
        } finally {
            jvm.destroyForcibly();
            Files.delete(kit.resolve("binaries"));
        }
    }

    private static Optional<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(path -> Path.of(path, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void link(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The life of a cluster with every control there is. */
    static final class Life {

        private Life() {}

        public static void main(String[] arguments) {
            try (Cluster cluster = Cluster.start(c -> c.replicas(1))) {
                Node old = cluster.primary();
                old.execute("create table item(id int)", "insert into item values (1)");
                old.setting("work_mem", "8MB");
                cluster.awaitReplication(Duration.ofSeconds(20));
                old.pause();
                require(!answers(old), "a paused server answers");
                old.resume();
                require(answers(old), "a resumed server is silent");
                old.kill();
                require(!old.isRunning(), "a killed server runs");
                cluster.replica(0).promote();
                cluster.rejoin(old);
                cluster.awaitReplication(Duration.ofSeconds(20));
                old.stop();
                require(!old.isRunning(), "a stopped server runs");
                old.start();
            }
        }

        private static boolean answers(Node node) {
            String url = node.jdbcUrl() + "?connectTimeout=1&socketTimeout=1&loginTimeout=1";
            try (var connection = java.sql.DriverManager.getConnection(url, node.username(), node.password())) {
                return connection.isValid(1);
            } catch (java.sql.SQLException silent) {
                return false;
            }
        }

        private static void require(boolean condition, String otherwise) {
            if (!condition) {
                throw new IllegalStateException(otherwise);
            }
        }
    }
}
