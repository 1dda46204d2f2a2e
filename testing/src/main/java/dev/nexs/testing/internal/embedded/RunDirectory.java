package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The directory of one backend instance of this JVM; below it lies one directory per server.
 *
 * <p>The lock on {@value #OWNER} says that the owner lives. The kernel drops it with the process, however that ended.
 */
final class RunDirectory implements AutoCloseable {

    static final String OWNER = "owner.lock";

    private final Path path;
    private final FileChannel owner;
    private final AtomicInteger directories = new AtomicInteger();

    private RunDirectory(Path path, FileChannel owner) {
        this.path = path;
        this.owner = owner;
    }

    /** Sweeps what dead JVMs left, then creates a directory for this one. */
    static RunDirectory create(KitDirectory directory) {
        try {
            return directory.lock("runs").holding(() -> createLocked(directory.runs()));
        } catch (IOException e) {
            throw new PostgresServerException(
                    "Cannot create a directory for test servers in " + directory.runs() + ": " + e, e);
        }
    }

    private static RunDirectory createLocked(Path runs) throws IOException {
        Files.createDirectories(runs);
        new Sweep(runs).run();
        Path path = Files.createDirectory(runs.resolve(Sweep.prefixOfThisJvm() + UUID.randomUUID()));
        FileChannel owner =
                FileChannel.open(path.resolve(OWNER), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        owner.lock();
        return new RunDirectory(path, owner);
    }

    Path path() {
        return path;
    }

    Path newDirectory(String name) throws IOException {
        return Files.createDirectory(path.resolve(name + "-" + directories.incrementAndGet()));
    }

    /** Removes the directory; nothing runs from it any more. */
    void delete() throws IOException {
        Trees.delete(path);
    }

    /** Gives it up: what is left of it is the next JVM's to sweep. */
    @Override
    public void close() throws IOException {
        owner.close();
    }
}
