package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a JDK 25 where the build finds one; on another Java with {@code -Djvm=/path/to/jdk-25/bin/java}. */
@PostgresServer
class VirtualThreadsIT {

    private static final String PINNED = "jdk.VirtualThreadPinned";
    private static final int THREADS = 2_000;

    @TempDir
    private Path folder;

    @BeforeEach
    void needVirtualThreads() {
        assumeTrue(
                Runtime.version().feature() >= 24,
                "Java " + Runtime.version().feature() + " has no virtual threads, or pins them in every synchronized"
                        + " block; run this test with Java 24 or newer");
    }

    @Test
    void thousandsOfThemShareAFewConnectionsAndNoneHoldsItsCarrierWhileItWaits(Node node) throws Exception {
        try (NexsDataSource ds = NexsDataSource.builder()
                        .url(node.jdbcUrl())
                        .username(node.username())
                        .password(node.password())
                        .pool(p -> p.maximumSize(4).connectionTimeout(Duration.ofSeconds(60)))
                        .build();
                Recording recording = new Recording()) {
            // A class that is being initialised pins whoever waits for it, once.
            assertThat(selectFromEach(ds)).isEqualTo(2 * THREADS);

            recording.enable(PINNED).withThreshold(Duration.ZERO).withStackTrace();
            recording.start();
            assertThat(selectFromEach(ds)).isEqualTo(2 * THREADS);
            recording.stop();
            assertThat(pinned(recording)).isEmpty();
        }
    }

    private static int selectFromEach(NexsDataSource ds) throws Exception {
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                answers.add(threads.submit(() -> select(ds)));
                answers.add(threads.submit(() -> select(ds.routing())));
            }
            int sum = 0;
            for (Future<Integer> answer : answers) {
                sum += answer.get(60, TimeUnit.SECONDS);
            }
            return sum;
        } finally {
            threads.shutdown();
        }
    }

    private static int select(DataSource source) throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 1")) {
            row.next();
            return row.getInt(1);
        }
    }

    private List<String> pinned(Recording recording) throws IOException {
        Path file = folder.resolve("pinned.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(PINNED))
                .map(RecordedEvent::toString)
                .filter(event -> event.contains("dev.nexs.orm"))
                .toList();
    }
}
