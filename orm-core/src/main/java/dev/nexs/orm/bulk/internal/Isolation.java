package dev.nexs.orm.bulk.internal;

import dev.nexs.orm.bulk.Reject;
import dev.nexs.orm.bulk.internal.Sink.Counts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Sends a segment so that bad rows do not keep the good ones out: pieces under a savepoint, and in a piece that fails, the
 * row that the server names, or by halves. Used by one thread.
 *
 * <p>Pieces are large while all goes well. What a failure costs is the part of its piece that was sent in vain, so with bad
 * rows around, pieces shrink to where that balances the round trips of a piece.
 */
final class Isolation {

    private static final Pattern LINE = Pattern.compile("^COPY .+?, \\D+?(\\d+)", Pattern.MULTILINE);
    private static final Set<String> OF_A_ROW = Set.of("22", "23", "44", "P0", "54", "21");

    /** What the round trips of a piece cost, counted in rows. */
    private static final double PIECE_IN_ROWS = 500;

    private static final int SMALLEST_PIECE = 256;

    private final Sink sink;
    private final RowBlame blame;
    private long seen;
    private long bad;

    Isolation(Sink sink, RowBlame blame) {
        this.sink = sink;
        this.blame = blame;
    }

    /** What became of a segment. */
    record Outcome(Counts counts, List<Reject> rejects) {}

    /** {@return whether a failure is a row's, so that others may do better} */
    static boolean isOfARow(SQLException failure) {
        String state = failure.getSQLState();
        return state != null
                && state.length() == 5
                && (OF_A_ROW.contains(state.substring(0, 2)) || state.equals("42501") || state.equals("42804"));
    }

    Outcome send(Connection connection, Segment segment) throws SQLException {
        List<Reject> rejects = new ArrayList<>();
        for (Segment.EarlyReject early : segment.early()) {
            rejects.add(blame.early(segment, early.row(), early.problem()));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE; SAVEPOINT nexs_bulk");
            Counts counts = Counts.NONE;
            for (int at = 0; at < segment.rows(); ) {
                int to = (int) Math.min(segment.rows(), at + piece());
                counts = counts.plus(range(connection, statement, segment, at, to, rejects));
                at = to;
            }
            return new Outcome(counts, rejects);
        }
    }

    private long piece() {
        return bad == 0
                ? Integer.MAX_VALUE
                : Math.max(SMALLEST_PIECE, (long) Math.sqrt(2 * PIECE_IN_ROWS * seen / bad));
    }

    private Counts range(
            Connection connection, Statement statement, Segment segment, int from, int to, List<Reject> rejects)
            throws SQLException {
        if (from >= to) {
            return Counts.NONE;
        }
        SQLException failure;
        try {
            Counts counts = sink.send(connection, segment, from, to);
            statement.execute("RELEASE SAVEPOINT nexs_bulk; SAVEPOINT nexs_bulk");
            seen += to - from;
            return counts;
        } catch (SQLException e) {
            if (!isOfARow(e)) {
                throw e;
            }
            failure = e;
        }
        statement.execute("ROLLBACK TO SAVEPOINT nexs_bulk");
        if (to - from == 1) {
            seen++;
            bad++;
            rejects.add(blame.late(segment, from, failure));
            return Counts.NONE;
        }
        int named = row(segment, from, to, failure);
        if (named < 0) {
            int middle = (from + to) >>> 1;
            return range(connection, statement, segment, from, middle, rejects)
                    .plus(range(connection, statement, segment, middle, to, rejects));
        }
        Counts before = range(connection, statement, segment, from, named, rejects);
        seen++;
        bad++;
        rejects.add(blame.late(segment, named, failure));
        Counts counts = before;
        for (int at = named + 1; at < to; ) {
            int next = (int) Math.min(to, at + piece());
            counts = counts.plus(range(connection, statement, segment, at, next, rejects));
            at = next;
        }
        return counts;
    }

    /** {@return the row that a failure names, or -1} It is the server that counts lines, in a language of its own. */
    private int row(Segment segment, int from, int to, SQLException failure) {
        int target = blame.target(failure);
        int line = line(failure);
        if (target < 0 || line < 1 || target >= segment.buffers()) {
            return -1;
        }
        CopyBuffer buffer = segment.buffer(target);
        int at = buffer.firstLine(from) + line - 1;
        int row = at < buffer.rows() ? buffer.row(at) : -1;
        return row >= from && row < to ? row : -1;
    }

    static int line(SQLException failure) {
        Matcher matcher = LINE.matcher(where(failure));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    static String where(SQLException failure) {
        ServerErrorMessage message = message(failure);
        String where = message == null ? null : message.getWhere();
        return where == null ? "" : where;
    }

    static @Nullable ServerErrorMessage message(SQLException failure) {
        return failure instanceof PSQLException known ? known.getServerErrorMessage() : null;
    }
}
