package dev.nexs.orm.pool.internal;

import static org.awaitility.Awaitility.await;

import dev.nexs.orm.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

    @Test
    void theWatchOutlivesAnError(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), "one");
        AtomicInteger changes = new AtomicInteger();
        try (LogCapture ignored = LogCapture.of(FileWatch.class.getName());
                FileWatch watch = FileWatch.start(List.of(secret), Duration.ofMillis(10), anew -> {
                    if (changes.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("by the test");
                    }
                    return true;
                })) {
            Files.writeString(secret, "another");
            await().until(() -> changes.get() == 1);
            Files.writeString(secret, "a third one");
            await().until(() -> changes.get() == 2);
        }
    }
}
