package dev.nexs.examples.demo;

import dev.nexs.testing.Node;
import java.time.Duration;

/** The primary dies while an application writes; a replica is promoted; the application goes on. */
final class FailoverScene implements Scene {

    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration OUTAGE = Duration.ofSeconds(2);
    private static final Duration AFTER = Duration.ofSeconds(1);

    @Override
    public String title() {
        return "The primary is killed while an application writes and reads";
    }

    @Override
    public void play(Stage stage) throws Exception {
        Writer writer = new Writer(stage.sessions());
        Thread thread = new Thread(writer, "demo-writer");
        thread.start();
        Thread.sleep(BEFORE.toMillis());
        Node old = stage.cluster().primary();
        failOver(stage, writer);
        Thread.sleep(AFTER.toMillis());
        writer.stop();
        thread.join();

        stage.cluster().rejoin(old);
        stage.say("the old primary, port %d, is back as a replica", old.port());
        settle(stage, writer);
    }

    private static void failOver(Stage stage, Writer writer) throws InterruptedException {
        Node old = stage.cluster().primary();
        old.kill();
        stage.say("killed the primary, port %d, after %d writes", old.port(), writer.acknowledgedWrites());
        Thread.sleep(OUTAGE.toMillis());

        Node successor = stage.cluster().replica(0);
        successor.promote();
        long promoted = System.nanoTime();
        stage.say("promoted port %d after an outage of %d s", successor.port(), OUTAGE.toSeconds());
        Duration first = Duration.ofNanos(writer.firstAfter(promoted) - promoted);
        stage.say("first write on it %d ms after the promotion; the application saw no exception", first.toMillis());
    }

    private static void settle(Stage stage, Writer writer) {
        long found = stage.sessions()
                .fromTransaction(session -> session.createSelectionQuery(
                                "select count(*) from Book where title = 'ledger'", Long.class)
                        .getSingleResult());
        stage.say("");
        stage.say("writes acknowledged  %6d", writer.acknowledgedWrites());
        stage.say("rows found           %6d", found);
        stage.say("writes failed        %6d", writer.failedWrites());
        stage.say("stale reads          %6d", writer.staleReads());
    }
}
