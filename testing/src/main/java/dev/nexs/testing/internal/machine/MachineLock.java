package dev.nexs.testing.internal.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock among all JVMs of the machine, held on a file while something is done. Not reentrant.
 *
 * <p>File locks belong to the process, so threads of one JVM are kept apart by an ordinary lock first.
 */
public record MachineLock(Path file) {

    private static final ReentrantLock WITHIN_THIS_JVM = new ReentrantLock();

    /** What is done under the lock. */
    public interface Action<T> {

        /** Does it. */
        T run() throws IOException;
    }

    /** Waits for the lock, acts, and lets go. */
    public <T> T holding(Action<T> action) throws IOException {
        WITHIN_THIS_JVM.lock();
        try (FileChannel channel = open();
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("The lock on " + file + " was lost");
            }
            return action.run();
        } finally {
            WITHIN_THIS_JVM.unlock();
        }
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
