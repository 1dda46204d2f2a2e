package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the kit keeps its files on this machine: {@code nexs.test.directory}, or a folder below the temporary directory. */
record KitDirectory(Path root) {

    static final String SETTING = "nexs.test.directory";

    static KitDirectory ofThisMachine() {
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

    Path binaries() {
        return root.resolve("binaries");
    }

    Path templates() {
        return root.resolve("templates");
    }

    Path runs() {
        return root.resolve("runs");
    }

    Path ports() {
        return root.resolve("ports");
    }

    /** Taken while something shared is made, so that it is made once. */
    MachineLock lock(String name) {
        return new MachineLock(root.resolve(name + ".lock"));
    }
}
