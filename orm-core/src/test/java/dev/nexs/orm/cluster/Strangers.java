package dev.nexs.orm.cluster;

import dev.nexs.testing.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The test kit's servers are copies of one template, so they share a system identifier. This changes a server's. */
public final class Strangers {

    private static final long CHANGE = 0x5EED;

    /** Where the long header of a WAL segment's first page holds the system identifier. */
    private static final int IN_WAL = 24;

    private Strangers() {}

    /** Restarts the node. */
    public static void giveAnotherIdentity(Node node) throws IOException, SQLException {
        Path data = dataDirectory(node);
        node.stop();
        changeControlFile(data.resolve("global").resolve("pg_control"));
        for (Path segment : segments(data.resolve("pg_wal"))) {
            changeAt(segment, IN_WAL);
        }
        node.start();
    }

    private static Path dataDirectory(Node node) throws SQLException {
        try (Connection connection = node.connectAs(node.superuser());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show data_directory")) {
            row.next();
            return Path.of(row.getString(1));
        }
    }

    private static List<Path> segments(Path wal) throws IOException {
        try (Stream<Path> files = Files.list(wal)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("[0-9A-F]{24}"))
                    .toList();
        }
    }

    private static void changeAt(Path file, int offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        bytes.putLong(offset, bytes.getLong(offset) ^ CHANGE);
        Files.write(file, bytes.array());
    }

    /** The identifier comes first; the checksum is where the checksum of all before it stands. */
    private static void changeControlFile(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        int checksum = checksumOffset(bytes);
        bytes.putLong(0, bytes.getLong(0) ^ CHANGE);
        bytes.putInt(checksum, checksum(bytes, checksum));
        Files.write(file, bytes.array());
    }

    private static int checksumOffset(ByteBuffer bytes) {
        for (int offset = 64; offset < 1_024; offset += 4) {
            if (bytes.getInt(offset) == checksum(bytes, offset)) {
                return offset;
            }
        }
        throw new IllegalStateException("no checksum found in pg_control");
    }

    private static int checksum(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, length);
        return (int) crc.getValue();
    }
}
