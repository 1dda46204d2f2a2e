package dev.nexs.testing.internal.machine;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the kit keeps its files on this machine: {@code nexs.test.directory}, or a folder below the temporary directory. */
public record KitDirectory(Path root) {

    /** The system property that chooses another directory. */
    public static final String SETTING = "nexs.test.directory";

    /** The directory, created if need be. */
    public static KitDirectory ofThisMachine() {
        String chosen = System.getProperty(SETTING);
        Path root = chosen != null
                ? Path.of(chosen)
                : Path.of(System.getProperty("java.io.tmpdir"), "nexs-postgres-" + System.getProperty("user.name"));
        try {
            return new KitDirectory(Files.createDirectories(root).toRealPath());
        } catch (IOException e) {
            throw new PostgresServerException(
                    "Cannot create the directory " + root + " for test servers: " + e + ". Point the system property "
                            + SETTING + " to a directory that can be written.",
                    e);
        }
    }

    /** Unpacked binaries, one directory per version. */
    public Path binaries() {
        return root.resolve("binaries");
    }

    /** Data directories to copy, one per version. */
    public Path templates() {
        return root.resolve("templates");
    }

    /** The servers of all JVMs, one directory per JVM. */
    public Path runs() {
        return root.resolve("runs");
    }

    /** A file per port that was ever claimed. */
    public Path ports() {
        return root.resolve("ports");
    }

    /** Taken while something shared is made, so that it is made once. */
    public MachineLock lock(String name) {
        return new MachineLock(root.resolve(name + ".lock"));
    }
}
