package dev.nexs.examples.demo;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** One line each half second: what the application gets, and from whom. */
final class Display implements Runnable {

    private static final Duration EVERY = Duration.ofMillis(500);

    private final Stage stage;
    private final Writer writer;

    Display(Stage stage, Writer writer) {
        this.stage = stage;
        this.writer = writer;
    }

    @Override
    public void run() {
        int before = writer.acknowledgedWrites();
        try {
            while (true) {
                Thread.sleep(EVERY.toMillis());
                int now = writer.acknowledgedWrites();
                Map<Integer, Integer> reads = writer.takeReads();
                stage.say(
                        "writes/s %5d   reads by port %s   lag %s",
                        (now - before) * 1_000L / EVERY.toMillis(), reads.isEmpty() ? "none" : reads, lag());
                before = now;
            }
        } catch (InterruptedException e) {
            // the traffic is over
        }
    }

    private String lag() {
        return stage.dataSource().cluster().nodes().stream()
                .map(node -> node.lag())
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .map(lag -> lag.toMillis() + " ms")
                .orElse("not known");
    }
}
