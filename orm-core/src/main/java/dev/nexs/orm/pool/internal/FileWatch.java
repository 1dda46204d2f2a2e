package dev.nexs.orm.pool.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files from time to time and tells when one changed. It compares times and sizes behind links, since
 * orchestrators rotate secrets by pointing a link elsewhere, which file system events miss. No files, no thread.
 */
final class FileWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final List<Path> files;
    private final Runnable onChange;
    private final @Nullable ScheduledExecutorService thread;
    private List<String> seen;

    private FileWatch(List<Path> files, Runnable onChange, @Nullable ScheduledExecutorService thread) {
        this.files = files;
        this.onChange = onChange;
        this.thread = thread;
        this.seen = look();
    }

    static FileWatch start(List<Path> files, Duration interval, Runnable onChange) {
        if (files.isEmpty() || interval.isZero()) {
            return new FileWatch(files, onChange, null);
        }
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "nexs-file-watch");
            made.setDaemon(true);
            return made;
        });
        FileWatch watch = new FileWatch(files, onChange, thread);
        long nanos = interval.toNanos();
        var unused = thread.scheduleWithFixedDelay(watch::check, nanos, nanos, TimeUnit.NANOSECONDS);
        return watch;
    }

    private void check() {
        try {
            List<String> now = look();
            if (!now.equals(seen)) {
                LOG.info("One of the files {} changed; pooled connections are being replaced", files);
                seen = now;
                onChange.run();
            }
        } catch (RuntimeException | Error e) { // else the executor would drop the task, and rotation end in silence
            LOG.warn("Looking at the files {} failed; the next look is due", files, e);
        }
    }

    private List<String> look() {
        return files.stream().map(FileWatch::print).toList();
    }

    private static String print(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + "/" + now.size() + "/" + now.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }
}
