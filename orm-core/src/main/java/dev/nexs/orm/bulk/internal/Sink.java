package dev.nexs.orm.bulk.internal;

import dev.nexs.orm.bulk.UpsertOutcome;
import dev.nexs.orm.jdbc.PhysicalConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.copy.CopyIn;

/** What is done with the rows of a segment inside a transaction. */
public interface Sink {

    /**
     * Sends rows {@code from} to {@code to}.
     *
     * @return what became of them
     */
    Counts send(Connection connection, Segment segment, int from, int to) throws SQLException;

    /** Called at the beginning of each transaction. */
    default void begin(Connection connection) throws SQLException {
        // most have nothing to prepare
    }

    /** {@return whether the objects that rows came from are to be kept with them} */
    default boolean needsRows() {
        return false;
    }

    /**
     * What became of rows.
     *
     * @param inserted new ones
     * @param updated changed ones
     * @param unchanged those left alone
     * @param outcomes of each, where that was asked for
     */
    record Counts(long inserted, long updated, long unchanged, List<UpsertOutcome> outcomes) {

        /** Nothing yet. */
        public static final Counts NONE = new Counts(0, 0, 0, List.of());

        Counts plus(Counts other) {
            List<UpsertOutcome> all = outcomes;
            if (!other.outcomes.isEmpty()) {
                all = new ArrayList<>(outcomes);
                all.addAll(other.outcomes);
            }
            return new Counts(inserted + other.inserted, updated + other.updated, unchanged + other.unchanged, all);
        }
    }

    /** COPY into the tables themselves. */
    record Copy(List<CopyTarget> targets) implements Sink {
        @Override
        public Counts send(Connection connection, Segment segment, int from, int to) throws SQLException {
            for (int target = 0; target < segment.buffers(); target++) {
                CopyBuffer buffer = segment.buffer(target);
                CopyTarget into = targets.get(target);
                copy(connection, into.copyInto(into.table()), into.binary(), buffer, from, to);
            }
            return new Counts(segment.encodedRows(from, to), 0, 0, List.of());
        }
    }

    /** COPY into temporary tables of the same shape, and from there by INSERT: where COPY is refused. */
    record Staged(List<CopyTarget> targets) implements Sink {

        @Override
        public void begin(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                for (int target = 0; target < targets.size(); target++) {
                    CopyTarget each = targets.get(target);
                    statement.execute(
                            "CREATE TEMPORARY TABLE IF NOT EXISTS " + stage(target) + " ON COMMIT DROP AS SELECT "
                                    + each.columnList() + " FROM " + each.table() + " WHERE false");
                }
            }
        }

        private static String stage(int target) {
            return "nexs_stage_" + target;
        }

        @Override
        public Counts send(Connection connection, Segment segment, int from, int to) throws SQLException {
            for (int target = 0; target < segment.buffers(); target++) {
                CopyTarget each = targets.get(target);
                if (copy(connection, each.copyInto(stage(target)), each.binary(), segment.buffer(target), from, to)) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("INSERT INTO " + each.table() + " (" + each.columnList() + ") SELECT "
                                + each.columnList() + " FROM " + stage(target) + "; TRUNCATE " + stage(target));
                    }
                }
            }
            return new Counts(segment.encodedRows(from, to), 0, 0, List.of());
        }
    }

    /**
     * Sends lines. Whatever happens, the connection is not left inside the COPY.
     *
     * @return whether there were any
     */
    static boolean copy(Connection connection, String sql, boolean binary, CopyBuffer buffer, int from, int to)
            throws SQLException {
        int first = buffer.firstLine(from);
        int behind = buffer.firstLine(to);
        if (first == behind) {
            return false;
        }
        PhysicalConnection.copying(connection, sql, driver -> {
            send(driver.getCopyAPI().copyIn(sql), binary, buffer, first, behind);
            return (long) behind - first;
        });
        return true;
    }

    private static void send(CopyIn copy, boolean binary, CopyBuffer buffer, int first, int behind)
            throws SQLException {
        try {
            int at = buffer.start(first);
            int end = buffer.start(behind);
            if (binary) {
                copy.writeToCopy(Wire.HEADER, 0, Wire.HEADER.length);
            }
            for (; at < end; at += Wire.PIECE) {
                copy.writeToCopy(buffer.bytes(), at, Math.min(Wire.PIECE, end - at));
            }
            if (binary) {
                copy.writeToCopy(Wire.TRAILER, 0, Wire.TRAILER.length);
            }
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
