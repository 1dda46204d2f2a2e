package dev.nexs.benchmarks.datasource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Counts how often a virtual thread held on to its carrier while it waited, from the first nanosecond on. */
final class Pinning implements AutoCloseable {

    private static final String EVENT = "jdk.VirtualThreadPinned";

    private final Recording recording = new Recording();

    private Pinning() {
        recording.enable(EVENT).withThreshold(Duration.ZERO).withStackTrace();
        recording.start();
    }

    static Pinning watch() {
        return new Pinning();
    }

    /** {@return the count in a sentence, with where it happened first} Ends the recording. */
    String summary() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("pinned", ".jfr");
        try {
            recording.dump(file);
            List<RecordedEvent> pinned = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(EVENT))
                    .toList();
            long ours = pinned.stream().filter(Pinning::isOurs).count();
            String count = String.format(
                    Locale.ROOT,
                    "pinned carriers (%s, no threshold) %d, of them with a frame of dev.nexs.orm: %d.",
                    EVENT,
                    pinned.size(),
                    ours);
            return pinned.isEmpty() ? count : count + " The first: " + where(pinned.get(0));
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isOurs(RecordedEvent event) {
        return frames(event).stream()
                .anyMatch(frame -> frame.getMethod().getType().getName().startsWith("dev.nexs.orm."));
    }

    private static String where(RecordedEvent event) {
        return frames(event).stream()
                .limit(12)
                .map(frame -> frame.getMethod().getType().getName() + "."
                        + frame.getMethod().getName())
                .toList()
                .toString();
    }

    private static List<RecordedFrame> frames(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        return stack == null ? List.of() : stack.getFrames();
    }

    @Override
    public void close() {
        recording.close();
    }
}
