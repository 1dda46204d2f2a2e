package dev.nexs.testing.internal.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the servers of JVMs that died without closing them: processes, directories, shared memory. */
record Sweep(Path runs) {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    static String prefixOfThisJvm() {
        return ProcessHandle.current().pid() + "-";
    }

    /** The caller holds the lock under which run directories are created. */
    void run() throws IOException {
        for (Path run : directories(runs)) {
            // Opening and closing our own lock file would release our lock.
            if (!String.valueOf(run.getFileName()).startsWith(prefixOfThisJvm())) {
                removeIfDead(run);
            }
        }
    }

    private static void removeIfDead(Path run) {
        try {
            if (ownerLives(run)) {
                return;
            }
            LOG.info("Removing the test servers that a dead JVM left in {}", run);
            for (Path server : directories(run)) {
                new Remains(server).end();
            }
            Trees.delete(run);
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "Cannot remove what a dead JVM left in {}; the next start tries again. To end this warning, end "
                            + "the processes that use the directory and delete it: {}",
                    run,
                    e.getMessage(),
                    e);
        }
    }

    private static boolean ownerLives(Path run) throws IOException {
        Path owner = run.resolve(RunDirectory.OWNER);
        try (FileChannel channel = FileChannel.open(owner, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException ownedByThisJvm) {
            return true;
        }
    }

    private static List<Path> directories(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }
}
