package dev.nexs.orm.query;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a cursor, fetched in portions that follow their size. Used by one thread.
 *
 * <p>The first portion is small. The rows at the head of each say how wide rows are, which decides how many the next one
 * has; since wide rows may follow narrow ones, a portion is at most four times the last.
 */
final class CursorStream<T> extends AbstractSpliterator<T> {

    private static final int FIRST = 64;
    private static final int MOST = 20_000;
    private static final int SAMPLED = 8;
    private static final int ROW_OVERHEAD = 48;

    private final Records.Lent lent;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final RecordMapper.RowFunction<T> function;
    private final int columns;
    private final int bytes;
    private int portion = FIRST;
    private int inPortion;
    private long sampled;
    private boolean closed;

    /** Prepares the query. */
    @FunctionalInterface
    interface Preparation {
        PreparedStatement prepare() throws SQLException;
    }

    private CursorStream(
            Records.Lent lent, PreparedStatement statement, ResultSet rows, RecordMapper<T> mapper, int bytes)
            throws SQLException {
        super(Long.MAX_VALUE, Spliterator.ORDERED);
        this.lent = lent;
        this.statement = statement;
        this.rows = rows;
        this.function = mapper.function(rows);
        this.columns = rows.getMetaData().getColumnCount();
        this.bytes = bytes;
    }

    static <T> Stream<T> open(Records.Lent lent, Preparation preparation, RecordMapper<T> mapper, int bytes) {
        PreparedStatement statement = null;
        try {
            statement = preparation.prepare();
            statement.setFetchSize(FIRST);
            CursorStream<T> cursor = new CursorStream<>(lent, statement, statement.executeQuery(), mapper, bytes);
            return StreamSupport.stream(cursor, false).onClose(cursor::close);
        } catch (SQLException | RuntimeException e) {
            RuntimeException failure = e instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("The stream could not begin: " + e.getMessage(), e);
            end(failure, statement, lent.end());
            throw failure;
        }
    }

    /** Closes all, in this order, whatever each says; later failures are suppressed in the first. */
    private static void end(@Nullable RuntimeException known, @Nullable AutoCloseable... parts) {
        RuntimeException failure = known;
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("The stream could not be closed: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        try {
            if (closed || !rows.next()) {
                close();
                return false;
            }
            measure();
            action.accept(function.map(rows));
            return true;
        } catch (SQLException e) {
            closed = true;
            IllegalStateException failure = new IllegalStateException("The stream broke: " + e.getMessage(), e);
            end(failure, rows, statement, lent.end());
            throw failure;
        }
    }

    private void measure() throws SQLException {
        if (inPortion < SAMPLED) {
            long width = ROW_OVERHEAD + 16L * columns;
            for (int i = 1; i <= columns; i++) {
                byte[] raw = rows.getBytes(i);
                width += raw == null ? 0 : raw.length;
            }
            sampled += width;
            long average = sampled / (inPortion + 1);
            long fitting = Math.max(1, bytes / Math.max(1, average));
            rows.setFetchSize((int) Math.min(Math.min(fitting, MOST), portion * 4L));
        }
        if (++inPortion == portion) {
            portion = rows.getFetchSize();
            inPortion = 0;
            sampled = 0;
        }
    }

    private void close() {
        if (!closed) {
            closed = true;
            end(null, rows, statement, lent.end());
        }
    }
}
