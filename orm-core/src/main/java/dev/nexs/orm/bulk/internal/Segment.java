package dev.nexs.orm.bulk.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows that are sent and committed together, encoded: one buffer for each table. It is kept until its COMMIT is known, so
 * that it can be sent again. Not thread-safe; threads hand it on whole.
 */
public final class Segment {

    private final List<CopyBuffer> buffers = new ArrayList<>();
    private final boolean keepRows;
    private Object[] originals = new Object[0];
    private long firstRow;
    private int rows;
    private final List<EarlyReject> early = new ArrayList<>();

    /** A row that could not even be encoded. */
    record EarlyReject(int row, UnsuitableValueException problem) {}

    /** With or without the objects that the rows came from. */
    Segment(boolean keepRows) {
        this.keepRows = keepRows;
    }

    void begin(long row) {
        buffers.forEach(CopyBuffer::clear);
        Arrays.fill(originals, 0, Math.min(rows, originals.length), null);
        early.clear();
        firstRow = row;
        rows = 0;
    }

    /** {@return the buffer of a target, with a line begun in it for the row at hand} */
    public CopyBuffer line(int target) {
        CopyBuffer buffer = buffer(target);
        buffer.beginRow(rows);
        return buffer;
    }

    CopyBuffer buffer(int target) {
        while (buffers.size() <= target) {
            buffers.add(new CopyBuffer());
        }
        return buffers.get(target);
    }

    int buffers() {
        return buffers.size();
    }

    /** The row at hand is complete. */
    void rowDone(Object original) {
        if (keepRows) {
            if (rows == originals.length) {
                originals = Arrays.copyOf(originals, Math.max(1024, rows * 2));
            }
            originals[rows] = original;
        }
        rows++;
    }

    /** The row at hand cannot be encoded; it keeps its number and has no lines. */
    void rowRejected(Object original, UnsuitableValueException problem) {
        buffers.forEach(buffer -> buffer.undoRow(rows));
        early.add(new EarlyReject(rows, problem));
        rowDone(original);
    }

    List<EarlyReject> early() {
        return early;
    }

    int rows() {
        return rows;
    }

    /** How many rows of a range could be encoded. */
    int encodedRows(int from, int to) {
        int encoded = to - from;
        for (EarlyReject each : early) {
            encoded -= each.row() >= from && each.row() < to ? 1 : 0;
        }
        return encoded;
    }

    long rowNumber(int row) {
        return firstRow + row;
    }

    Object original(int row) {
        return originals[row];
    }

    long bytes() {
        long sum = 0;
        for (CopyBuffer buffer : buffers) {
            sum += buffer.length();
        }
        return sum;
    }
}
