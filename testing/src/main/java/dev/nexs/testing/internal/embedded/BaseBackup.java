package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.Role;
import dev.nexs.testing.internal.Accounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

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

    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "standby.signal", "backup_label", "current_logfiles");

    void copy(Path from, Path to) throws IOException, SQLException {
        Role superuser = Accounts.SUPERUSER;
        String url = "jdbc:postgresql://" + host + ":" + port + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, superuser.name(), superuser.password());
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('nexs', true)");
            Trees.delete(to);
            Trees.copy(from, to, BaseBackup::skips);
            try (ResultSet label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                label.next();
                Files.writeString(to.resolve("backup_label"), label.getString(1));
            }
        }
        Files.createFile(to.resolve("standby.signal"));
    }

    private static boolean skips(Path relative) {
        String path = relative.toString();
        String name = String.valueOf(relative.getFileName());
        return EMPTIED.contains(path) || LEFT_OUT.contains(path) || name.startsWith("pgsql_tmp");
    }
}
