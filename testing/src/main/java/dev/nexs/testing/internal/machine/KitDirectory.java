package dev.nexs.testing.internal.machine;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the kit keeps its files on this machine: {@code nexs.test.directory}, or {@code nexs-postgres} in the user's
 * cache directory.
 *
 * <p>Programs in it are run, so it must be one that no other user can write to: whose it is, and who may write, is
 * checked each time.
 */
public record KitDirectory(Path root) {

    /** The system property that chooses another directory. */
    public static final String SETTING = "nexs.test.directory";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> ENTERED_BY_ALL = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** The directory, created if need be. */
    public static KitDirectory ofThisMachine() {
        String chosen = System.getProperty(SETTING);
        if (chosen != null) {
            return open(Path.of(chosen), null);
        }
        Path cache = cache();
        return open(
                canBeMadeIn(cache)
                        ? cache.resolve("nexs-postgres")
                        : temporary("nexs-postgres-" + System.getProperty("user.name")),
                OWNER_ONLY);
    }

    /** A directory of root's that the account without rights reaches its files through. */
    public static KitDirectory forEverybodyToEnter() {
        String chosen = System.getProperty(SETTING);
        return chosen != null ? open(Path.of(chosen), null) : open(temporary("nexs-postgres-nobody"), ENTERED_BY_ALL);
    }

    private static Path temporary(String name) {
        return Path.of(System.getProperty("java.io.tmpdir"), name);
    }

    private static Path cache() {
        String named = System.getenv("XDG_CACHE_HOME");
        Path home = Path.of(System.getProperty("user.home"));
        if (named != null && Path.of(named).isAbsolute()) {
            return Path.of(named);
        }
        return System.getProperty("os.name").startsWith("Mac")
                ? home.resolve("Library").resolve("Caches")
                : home.resolve(".cache");
    }

    /** An account of a build server may have no home at all. */
    private static boolean canBeMadeIn(Path cache) {
        Path existing = cache.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && existing.getNameCount() > 0 && Files.isWritable(existing);
    }

    private static KitDirectory open(Path wanted, @Nullable Set<PosixFilePermission> mode) {
        try {
            if (mode != null && !Files.exists(wanted)) {
                Files.createDirectories(wanted.toAbsolutePath().getParent());
                makePrivate(wanted);
            }
            Path root = Files.createDirectories(wanted).toRealPath();
            requireOwn(root);
            if (mode != null && !Files.getPosixFilePermissions(root).equals(mode)) {
                Files.setPosixFilePermissions(root, mode);
            }
            requireSafe(root);
            return new KitDirectory(root);
        } catch (IOException e) {
            throw new PostgresServerException(
                    "Cannot create the directory " + wanted + " for test servers: " + e + ". Point the system property "
                            + SETTING + " to a directory that can be written.",
                    e);
        }
    }

    private static void makePrivate(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // By another JVM; whose it is, is checked next.
        }
    }

    /** A file that this JVM makes belongs to its user; nothing in Java says the user's number more directly. */
    private static void requireOwn(Path root) throws IOException {
        Path probe = Files.createTempFile("nexs-testing-", ".owner");
        try {
            Object self = Files.getAttribute(probe, "unix:uid");
            Object owner = Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            if (!self.equals(owner)) {
                throw new PostgresServerException("The directory " + root + " belongs to " + Files.getOwner(root)
                        + ", and programs in it would be run as " + Files.getOwner(probe)
                        + ". Remove it, or point the system property " + SETTING + " to a directory of your own.");
            }
        } finally {
            Files.delete(probe);
        }
    }

    private static void requireSafe(Path root) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(root);
        if (mode.stream().anyMatch(WRITTEN_BY_OTHERS::contains)) {
            throw new PostgresServerException("The directory " + root + " can be written by others ("
                    + PosixFilePermissions.toString(mode) + "), and programs in it are run. Take that right away ("
                    + "chmod go-w), or point the system property " + SETTING + " to a directory of your own.");
        }
    }

    /** Whether it belongs to root, as all that root makes does. */
    public boolean isOfRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(root, "unix:uid"));
        } catch (IOException e) {
            throw new PostgresServerException("Cannot read the owner of " + root + ": " + e, e);
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

    /** Whether another JVM of this user has test servers now, by the process ids that run directories begin with. */
    public boolean isUsedByOthers() {
        try (Stream<Path> directories = Files.list(Files.createDirectories(runs()))) {
            return directories
                    .map(run -> String.valueOf(run.getFileName()).split("-", 2)[0])
                    .filter(pid -> pid.matches("\\d{1,18}"))
                    .map(Long::parseLong)
                    .filter(pid -> pid != ProcessHandle.current().pid())
                    .anyMatch(pid -> ProcessHandle.of(pid).isPresent());
        } catch (IOException e) {
            throw new PostgresServerException("Cannot read " + runs() + ": " + e, e);
        }
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
