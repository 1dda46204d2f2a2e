package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.Role;
import dev.nexs.testing.internal.Accounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies the data of a running primary for a new replica.
 *
 * <p>The binaries come without {@code pg_basebackup}, and on one machine none is needed: between
 * {@code pg_backup_start} and {@code pg_backup_stop} the files may be copied as they are, and the replica streams the
 * write-ahead log from the checkpoint that the backup label names.
 */
record BaseBackup(String host, int port) {

    /** Directories whose contents mean nothing to another server, and which can be large. */
    private static final Set<String> EMPTIED = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Set<String> LEFT_OUT = Stream.concat(
                    EMPTIED.stream(),
                    Stream.of(
                            "postmaster.pid", "postmaster.opts", "standby.signal", "backup_label", "backup_label.old"))
            .collect(Collectors.toUnmodifiableSet());

    void copy(Path from, Path to) throws IOException, SQLException {
        Role superuser = Accounts.SUPERUSER;
        String url = "jdbc:postgresql://" + host + ":" + port + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, superuser.name(), superuser.password());
                Statement statement = connection.createStatement()) {
            boolean byOldNames = connection.getMetaData().getDatabaseMajorVersion() < 15;
            statement.execute(
                    byOldNames
                            ? "SELECT pg_start_backup('nexs', true, false)"
                            : "SELECT pg_backup_start('nexs', true)");
            Trees.delete(to);
            Trees.copyLive(from, to, LEFT_OUT);
            for (String name : EMPTIED) {
                Files.createDirectory(to.resolve(name), OWNER_ONLY);
            }
            String stop = byOldNames ? "pg_stop_backup(false, false)" : "pg_backup_stop(false)";
            try (ResultSet label = statement.executeQuery("SELECT labelfile FROM " + stop)) {
                label.next();
                Files.writeString(to.resolve("backup_label"), label.getString(1));
            }
        }
        copyTablespaces(to.resolve("pg_tblspc"), to.resolveSibling("tablespaces"));
        Files.createFile(to.resolve("standby.signal"));
    }

    /** A link names the primary's own directory: on one machine a replica needs a copy of that, and a link to it. */
    private static void copyTablespaces(Path links, Path copies) throws IOException {
        Trees.delete(copies);
        Files.createDirectory(copies, OWNER_ONLY);
        try (Stream<Path> entries = Files.list(links)) {
            for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
                Path copy = copies.resolve(String.valueOf(link.getFileName()));
                Trees.copy(link.toRealPath(), copy);
                Files.delete(link);
                Files.createSymbolicLink(link, copy);
            }
        }
    }
}
