package dev.nexs.examples.demo;

import dev.nexs.orm.resilience.CommitMarkers;
import dev.nexs.testing.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The primary dies while an application writes; a replica is promoted; the application goes on. */
final class FailoverScene implements Scene {

    static final String ACKNOWLEDGED = "writes acknowledged";
    static final String FOUND = "rows found";
    static final String FAILURES = "failures seen";
    static final String STALE = "stale reads";
    static final String RECOVERY = "recovery time, ms";

    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration OUTAGE = Duration.ofSeconds(2);
    private static final Duration AFTER = Duration.ofSeconds(1);

    @Override
    public String title() {
        return "The primary is killed while an application writes and reads";
    }

    @Override
    public void play(Stage stage) throws Exception {
        stage.cluster().primary().execute(CommitMarkers.CREATE_TABLE);
        Writer writer = new Writer(stage.sessions());
        Thread thread = new Thread(writer, "demo-writer");
        thread.start();
        Display display = new Display(stage, writer);
        Thread shown = new Thread(display, "demo-display");
        shown.start();
        Thread.sleep(BEFORE.toMillis());
        Node old = stage.cluster().primary();
        failOver(stage, writer);
        Thread.sleep(AFTER.toMillis());
        writer.stop();
        thread.join();
        shown.interrupt();
        shown.join();

        stage.cluster().rejoin(old);
        stage.say("the old primary, port %d, is back as a replica", old.port());
        settle(stage, writer);
    }

    private static void failOver(Stage stage, Writer writer) throws InterruptedException {
        Node old = stage.cluster().primary();
        old.kill();
        stage.say("killed the primary, port %d, after %d writes", old.port(), writer.acknowledgedWrites());
        Thread.sleep(OUTAGE.toMillis());

        Node successor = mostAdvanced(stage.cluster().replicas());
        successor.promote();
        long promoted = System.nanoTime();
        stage.say("promoted port %d after an outage of %d s", successor.port(), OUTAGE.toSeconds());
        Duration first = Duration.ofNanos(writer.firstAfter(promoted) - promoted);
        stage.say("first write on it %d ms after the promotion; the application saw no exception", first.toMillis());
        stage.figures().put(RECOVERY, first.toMillis());
    }

    /** What a cluster manager has to do, or acknowledged writes are lost. */
    private static Node mostAdvanced(List<Node> replicas) {
        return replicas.stream()
                .max(Comparator.comparingLong(FailoverScene::received))
                .orElseThrow();
    }

    private static long received(Node replica) {
        try (Connection connection = replica.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_last_wal_receive_lsn() - '0/0'")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(replica + " does not say how far it is", e);
        }
    }

    private static void settle(Stage stage, Writer writer) {
        long found = stage.sessions()
                .fromTransaction(session -> session.createSelectionQuery(
                                "select count(*) from Book where title = 'ledger'", Long.class)
                        .getSingleResult());
        Map<String, Long> figures = stage.figures();
        figures.put(ACKNOWLEDGED, (long) writer.acknowledgedWrites());
        figures.put(FOUND, found);
        figures.put(FAILURES, (long) writer.failures());
        figures.put(STALE, (long) writer.staleReads());
    }
}
