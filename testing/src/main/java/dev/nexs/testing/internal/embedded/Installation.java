package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * Server binaries unpacked on this machine.
 *
 * @param version what they are
 * @param home the directory that holds {@code bin}
 */
record Installation(Version version, Path home) {

    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);

    /** Unpacked binaries take about 60 MB, a template 40 MB; a little room is left for the servers. */
    private static final long NEEDED_BYTES = 256L << 20;

    static Installation of(Binaries binaries, KitDirectory directory) {
        String name = binaries.version().text() + "-" + binaries.platform().artifact();
        Path home = directory.binaries().resolve(name);
        try {
            new OnceMade(home, directory.lock("binaries"))
                    .orMake(unfinished -> unpack(binaries, directory, unfinished));
            return new Installation(binaries.version(), home);
        } catch (IOException e) {
            throw new PostgresServerException(
                    "Cannot unpack PostgreSQL " + binaries.version().text() + " into " + home + ": " + e, e);
        }
    }

    Path binary(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** Whether a library comes with the server; that of macOS has one of two endings. */
    boolean hasLibrary(String library) {
        Path directory = home.resolve("lib").resolve("postgresql");
        return Files.exists(directory.resolve(library + ".so")) || Files.exists(directory.resolve(library + ".dylib"));
    }

    private static void unpack(Binaries binaries, KitDirectory directory, Path into) throws IOException {
        requireSpace(directory.root());
        String version = binaries.version().text();
        long begin = System.nanoTime();
        LOG.info("Unpacking PostgreSQL {} (once per machine) into {}", version, into.getParent());
        unpack(binaries, into);
        LOG.info(
                "Unpacked PostgreSQL {} in {} ms",
                version,
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }

    static void requireSpace(Path directory) throws IOException {
        requireSpace(directory, Files.getFileStore(directory).getUsableSpace());
    }

    static void requireSpace(Path directory, long usable) {
        if (usable < NEEDED_BYTES) {
            throw new PostgresServerException("Only " + (usable >> 20) + " MB are free in " + directory + ", and "
                    + (NEEDED_BYTES >> 20) + " MB are needed for a test server. Free some space, or point the system "
                    + "property " + KitDirectory.SETTING + " to a larger disk.");
        }
    }

    private static void unpack(Binaries binaries, Path into) throws IOException {
        try (InputStream jar = new BufferedInputStream(binaries.archive().openStream(), 1 << 16);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(jar))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, into);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path into) throws IOException {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
            throw new IOException("The archive entry '" + entry.getName() + "' points outside of the archive");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.copy(into.resolve(entry.getLinkName()), target);
        } else {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
