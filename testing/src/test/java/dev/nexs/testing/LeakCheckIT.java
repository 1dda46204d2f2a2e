package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.nexs.testing.internal.machine.KitDirectory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class LeakCheckIT {

    @Test
    void anOpenConnectionFailsItsClassAndNamesTheTest() throws Exception {
        assertThat(failures(selectMethod(Leaking.class, "opensAConnection", Node.class.getName())))
                .singleElement()
                .asString()
                .contains("left open", "connection to server", "select 'the leak'", "during opensAConnection(Node)");
        Leaking.close();
    }

    @Test
    void aRunningThreadFailsItsClassAndNamesTheTest() throws Exception {
        assertThat(failures(selectMethod(Leaking.class, "startsAThread")))
                .singleElement()
                .asString()
                .contains("thread 'nexs-leaked', opened during startsAThread()");
        Leaking.close();
    }

    @Test
    void aTemporaryFileFailsItsClassUnlessAnotherJvmMayHaveMadeIt(@TempDir Path directory) throws Exception {
        KitDirectory shared = KitDirectory.ofThisMachine();
        Files.createSymbolicLink(directory.resolve("binaries"), Files.createDirectories(shared.binaries()));
        Files.createSymbolicLink(directory.resolve("templates"), Files.createDirectories(shared.templates()));
        System.setProperty(KitDirectory.SETTING, directory.toString());
        try {
            assertThat(failures(selectMethod(Leaking.class, "writesAFile")))
                    .singleElement()
                    .asString()
                    .contains("file ", "nexs-leaked");
            Leaking.close();

            long other = ProcessHandle.current().parent().orElseThrow().pid();
            Path run = Files.createDirectories(directory.resolve("runs").resolve(other + "-of-another-fork"));
            try (FileChannel owner =
                    FileChannel.open(run.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                assertThat(owner.lock().isValid()).isTrue();
                assertThat(failures(selectMethod(Leaking.class, "writesAFile"))).isEmpty();
                Leaking.close();
            }
        } finally {
            System.clearProperty(KitDirectory.SETTING);
            Files.delete(directory.resolve("binaries"));
            Files.delete(directory.resolve("templates"));
        }
    }

    @Test
    void aConnectionToAClusterOfAMethodFailsThatTest() throws Exception {
        EngineExecutionResults results = run(selectMethod(LeakingCluster.class, "leaks", Cluster.class.getName()));
        assertThat(results.testEvents().failed().stream()).hasSize(1);
        LeakingCluster.leak.close();
    }

    @Test
    void whatIsClosedInAfterAllIsNoLeak() {
        assertThat(run(selectClass(Tidy.class)).allEvents().failed().stream()).isEmpty();
    }

    @Test
    void theCheckCanBeSwitchedOff() throws Exception {
        assertThat(failures(selectClass(Unchecked.class))).isEmpty();
        Leaking.close();
    }

    private static List<Throwable> failures(DiscoverySelector selector) {
        return run(selector).allEvents().failed().stream()
                .map(event -> event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow())
                .toList();
    }

    private static EngineExecutionResults run(DiscoverySelector selector) {
        return EngineTestKit.engine("junit-jupiter").selectors(selector).execute();
    }

    @PostgresServer
    static class Leaking {

        private static AutoCloseable leak = () -> {};

        static void close() throws Exception {
            leak.close();
        }

        @Test
        void opensAConnection(Node node) throws Exception {
            Connection connection = node.connect();
            connection.createStatement().execute("select 'the leak'");
            leak = connection;
        }

        @Test
        void startsAThread() {
            CountDownLatch end = new CountDownLatch(1);
            Thread thread = new Thread(() -> awaitUninterrupted(end), "nexs-leaked");
            thread.start();
            leak = () -> {
                end.countDown();
                thread.join();
            };
        }

        @Test
        void writesAFile() throws Exception {
            Path file = Files.createTempFile("nexs-leaked", ".tmp");
            leak = () -> Files.delete(file);
        }

        private static void awaitUninterrupted(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static class LeakingCluster {

        private static Connection leak;

        @Test
        @PostgresCluster(replicas = 0)
        void leaks(Cluster cluster) throws Exception {
            leak = cluster.primary().connect();
        }
    }

    @PostgresServer
    static class Tidy {

        private static Connection connection;

        @BeforeAll
        static void open(Node node) throws Exception {
            connection = node.connect();
        }

        @Test
        void uses() throws Exception {
            assertThat(connection.isValid(1)).isTrue();
        }

        @AfterAll
        static void close() throws Exception {
            connection.close();
        }
    }

    @PostgresServer(leakCheck = false)
    static class Unchecked {

        @Test
        void opensAConnection(Node node) throws Exception {
            Leaking.leak = node.connect();
        }
    }
}
