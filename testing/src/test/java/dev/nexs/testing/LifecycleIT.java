package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a cluster outlives it, whatever ends it. */
class LifecycleIT {

    private static final KitDirectory SHARED = KitDirectory.ofThisMachine();

    @TempDir
    private Path ownDirectory;

    /** Of a directory that no other JVM on this machine sweeps; what is expensive is borrowed. */
    @BeforeEach
    void chooseOwnDirectory() throws IOException {
        Files.createSymbolicLink(ownDirectory.resolve("binaries"), Files.createDirectories(SHARED.binaries()));
        Files.createSymbolicLink(ownDirectory.resolve("templates"), Files.createDirectories(SHARED.templates()));
        System.setProperty(KitDirectory.SETTING, ownDirectory.toString());
    }

    @AfterEach
    void returnToSharedDirectory() throws IOException {
        System.clearProperty(KitDirectory.SETTING);
        Files.delete(ownDirectory.resolve("binaries"));
        Files.delete(ownDirectory.resolve("templates"));
    }

    @Test
    void aClosedClusterLeavesNothing() throws Exception {
        List<Path> before = runs(ProcessHandle.current().pid());
        List<ProcessHandle> processes;
        List<Integer> ports;
        try (Cluster cluster = Cluster.start(c -> c.replicas(1))) {
            List<Path> runs = runs(ProcessHandle.current().pid());
            runs.removeAll(before);
            processes = postmasters(runs);
            assertThat(processes).hasSize(2).allMatch(ProcessHandle::isAlive);
            ports = cluster.nodes().stream().map(Node::port).toList();
            cluster.replica(0).pause();
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(runs(ProcessHandle.current().pid())).isEqualTo(before);
        assertThat(ports)
                .allSatisfy(port -> assertThatThrownBy(() -> new java.net.Socket("127.0.0.1", port).close())
                        .hasMessageContaining("refused"));
    }

    @Test
    void closingTwiceAndControlAfterwardsAreHarmless() {
        Cluster cluster = Cluster.start(c -> c.replicas(0));
        Node node = cluster.primary();
        cluster.close();
        cluster.close();
        node.kill();
        assertThat(node.isRunning()).isFalse();
        assertThatThrownBy(node::pause)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not running");
    }

    @Test
    void anInterruptKeepsNothingFromBeingClosed() throws Exception {
        Cluster cluster = Cluster.start(c -> c.replicas(1));
        List<ProcessHandle> processes = postmasters(runs(ProcessHandle.current().pid()));
        cluster.replica(0).pause();

        Thread.currentThread().interrupt();
        cluster.primary().kill();
        assertThat(cluster.primary().isRunning()).isFalse();
        cluster.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(processes).hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThat(runs(ProcessHandle.current().pid())).isEmpty();
    }

    @Test
    void anInterruptWhileItIsClosedKeepsNothingFromBeingClosed() throws Exception {
        Cluster cluster = Cluster.start(c -> c.replicas(1));
        List<ProcessHandle> processes = postmasters(runs(ProcessHandle.current().pid()));
        AtomicBoolean interruptIsKept = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            cluster.close();
            interruptIsKept.set(Thread.currentThread().isInterrupted());
        });
        synchronized (cluster.replica(0).server()) {
            closing.start();
            Awaitility.await()
                    .until(closing::getState, Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)::contains);
            closing.interrupt();
        }
        closing.join(Duration.ofSeconds(12).toMillis());

        assertThat(closing.isAlive()).isFalse();
        assertThat(interruptIsKept).isTrue();
        assertThat(processes).hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThat(runs(ProcessHandle.current().pid())).isEmpty();
    }

    @Test
    void anInterruptedStartLeavesNothing() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Cluster.start(c -> c.replicas(0))).isInstanceOf(PostgresServerException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(runs(ProcessHandle.current().pid())).isEmpty();
    }

    @Test
    void aNodeThatCannotBeClosedIsNamedAndTheOthersAreClosed() throws Exception {
        Cluster cluster = Cluster.start(c -> c.replicas(1));
        Node stuck = cluster.replica(0);
        long begin = System.nanoTime();
        synchronized (stuck.server()) {
            assertThatThrownBy(cluster::close)
                    .isInstanceOf(PostgresServerException.class)
                    .hasMessageContainingAll("node2", "did not end within");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(12));
        assertThat(cluster.nodes()).noneMatch(Node::isRunning);
        Awaitility.await().untilAsserted(() -> {
            cluster.close();
            assertThat(runs(ProcessHandle.current().pid())).isEmpty();
        });
    }

    @Test
    void aLeftoverThatCannotBeRemovedCostsAWarning() throws Exception {
        Path leftover = Files.createDirectories(
                ownDirectory.resolve("runs").resolve("1-left").resolve("node1-1"));
        Files.writeString(leftover.resolve("pid"), "not a number");
        Cluster.start(c -> c.replicas(0)).close();
        assertThat(leftover).exists();
    }

    @Test
    void aReplicaHasTablespacesOfItsOwn(@TempDir Path tablespace) throws Exception {
        try (Cluster cluster = Cluster.start(c -> c.replicas(0))) {
            Node primary = cluster.primary();
            Assumptions.assumeTrue(!"nobody".equals(System.getProperty("nexs.test.run-as")), "the directory is root's");
            primary.executeAsSuperuser("create tablespace elsewhere location '" + tablespace + "'");
            primary.executeAsSuperuser("create table item(id int) tablespace elsewhere", "insert into item values (1)");
            Node replica = cluster.addReplica();
            primary.executeAsSuperuser("insert into item values (2)");
            cluster.awaitReplication(Duration.ofSeconds(10));
            assertThat(Replication.value(replica, "select sum(id) from item")).isEqualTo("3");
            assertThat(Replication.value(
                            replica,
                            "select pg_tablespace_location(oid) from pg_tablespace where spcname = 'elsewhere'"))
                    .doesNotContain(tablespace.toString());
        }
    }

    @Test
    void aStartThatFailsLeavesNothingAndShowsTheServersLog() throws Exception {
        List<Path> before = runs(ProcessHandle.current().pid());
        assertThatThrownBy(() -> Cluster.start(c -> c.setting("shared_buffers", "much")))
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContainingAll("node1", "invalid value for parameter \"shared_buffers\": \"much\"");
        assertThat(runs(ProcessHandle.current().pid())).isEqualTo(before);
    }

    @Test
    void aReplicaThatFailsToStartLeavesTheClusterAsItWas() throws Exception {
        try (Cluster cluster =
                Cluster.start(c -> c.replicas(0).setting("max_wal_senders", "0").setting("wal_level", "minimal"))) {
            assertThatThrownBy(cluster::addReplica).isInstanceOf(PostgresServerException.class);
            assertThat(cluster.nodes()).containsExactly(cluster.primary());
        }
    }

    @Test
    void twoClustersLiveSideBySide() {
        try (Cluster one = Cluster.start(c -> c.replicas(1));
                Cluster other = Cluster.start(c -> c.replicas(1))) {
            one.primary().execute("create table only_in_one(id int)");
            one.awaitReplication(Duration.ofSeconds(10));
            one.primary().kill();
            one.replica(0).promote();
            other.primary().execute("create table only_in_other(id int)");
            other.awaitReplication(Duration.ofSeconds(10));

            String tables = "select string_agg(relname, ',') from pg_class where relname like 'only%'";
            assertThat(Replication.value(one.primary(), tables)).isEqualTo("only_in_one");
            assertThat(Replication.value(other.replica(0), tables)).isEqualTo("only_in_other");
        }
    }

    @Test
    void theNextStartSweepsWhatAKilledJvmLeft() throws Exception {
        Process jvm = startJvm();
        try {
            List<Path> runs = runs(jvm.pid());
            List<ProcessHandle> orphans = postmasters(runs);
            jvm.destroyForcibly().waitFor();
            assertThat(orphans).hasSize(2).allMatch(ProcessHandle::isAlive);

            Cluster.start(c -> c.replicas(0)).close();

            assertThat(runs).isNotEmpty().noneMatch(Files::exists);
            Awaitility.await().untilAsserted(() -> assertThat(orphans).noneMatch(ProcessHandle::isAlive));
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void aSweepSparesTheLiving() throws Exception {
        Process jvm = startJvm();
        try {
            Cluster.start(c -> c.replicas(0)).close();
            assertThat(postmasters(runs(jvm.pid()))).hasSize(2).allMatch(ProcessHandle::isAlive);
        } finally {
            jvm.destroy();
            jvm.waitFor();
        }
        assertThat(runs(jvm.pid())).isEmpty();
    }

    private Process startJvm() throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + KitDirectory.SETTING + "=" + ownDirectory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        while (line != null && !line.equals(Holder.READY)) {
            line = output.readLine();
        }
        assertThat(line).isEqualTo(Holder.READY);
        return jvm;
    }

    private List<Path> runs(long pid) throws IOException {
        Path all = Files.createDirectories(ownDirectory.resolve("runs"));
        try (Stream<Path> runs = Files.list(all)) {
            return new ArrayList<>(
                    runs.filter(run -> run.getFileName().toString().startsWith(pid + "-"))
                            .sorted()
                            .toList());
        }
    }

    private static List<ProcessHandle> postmasters(List<Path> runs) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        for (Path run : runs) {
            try (Stream<Path> servers = Files.list(run)) {
                for (Path pid : servers.map(server -> server.resolve("pid"))
                        .filter(Files::exists)
                        .toList()) {
                    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** Another JVM that has a cluster and waits to be killed. */
    static final class Holder {

        static final String READY = "ready";

        private Holder() {}

        public static void main(String[] arguments) throws InterruptedException {
            Cluster cluster = Cluster.start(c -> c.replicas(1));
            System.out.println(READY);
            synchronized (cluster) {
                while (!cluster.nodes().isEmpty()) {
                    cluster.wait();
                }
            }
        }
    }
}
