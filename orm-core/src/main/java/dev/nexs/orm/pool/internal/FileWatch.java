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
 * orchestrators rotate secrets by pointing a link elsewhere, which file system events miss. A change that could not be
 * followed is followed again at the next look. No files, no thread.
 */
final class FileWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final List<Path> files;
    private final Follower follower;
    private final @Nullable ScheduledExecutorService thread;
    private List<String> seen;
    private boolean behind;

    private FileWatch(List<Path> files, Follower follower, @Nullable ScheduledExecutorService thread) {
        this.files = files;
        this.follower = follower;
        this.thread = thread;
        this.seen = look();
    }

    static FileWatch start(List<Path> files, Duration interval, Follower follower) {
        if (files.isEmpty() || interval.isZero()) {
            return new FileWatch(files, follower, null);
        }
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "nexs-file-watch");
            made.setDaemon(true);
            return made;
        });
        FileWatch watch = new FileWatch(files, follower, thread);
        long nanos = interval.toNanos();
        var unused = thread.scheduleWithFixedDelay(watch::check, nanos, nanos, TimeUnit.NANOSECONDS);
        return watch;
    }

    private void check() {
        try {
            List<String> now = look();
            boolean changed = !now.equals(seen);
            if (changed) {
                LOG.info("One of the files {} changed; pooled connections are being replaced", files);
                seen = now;
            }
            if (changed || behind) {
                behind = !follower.follow(changed);
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

    /** Who makes use of what is in the files. */
    interface Follower {

        /**
         * Follows a change.
         *
         * @param anew whether the files have changed since the last call
         * @return whether that is done; else it is called again at the next look
         */
        boolean follow(boolean anew);
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }
}
