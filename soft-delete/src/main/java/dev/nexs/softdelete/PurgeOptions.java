package dev.nexs.softdelete;

import java.util.function.Consumer;

/** How a purge proceeds. */
public final class PurgeOptions {

    /** The rows of one batch unless said otherwise. */
    public static final int DEFAULT_BATCH_SIZE = 500;

    private int batchSize = DEFAULT_BATCH_SIZE;
    private long limit = Long.MAX_VALUE;
    private boolean fast;
    private boolean dryRun;
    private Consumer<PurgeProgress> progress = any -> {};
    private Consumer<ReferencedRow> onReferenced = any -> {};

    PurgeOptions() {}

    /** How many rows are locked and deleted together; {@value #DEFAULT_BATCH_SIZE} by default. */
    public PurgeOptions batchSize(int rows) {
        if (rows < 1 || rows > 10_000) {
            throw new IllegalArgumentException("batchSize is " + rows + "; it must be from 1 to 10000.");
        }
        batchSize = rows;
        return this;
    }

    /** At most this many rows in all; no limit by default. */
    public PurgeOptions limit(long rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("limit is " + rows + "; it must be at least 1.");
        }
        limit = rows;
        return this;
    }

    /**
     * Deletes by statements alone: rows of collection tables, link rows, then the rows. Nothing is loaded, no listener
     * is told, and nothing cascades: whatever else refers to the rows has to be purged before.
     */
    public PurgeOptions fast() {
        fast = true;
        return this;
    }

    /** Only counts what would be deleted now. Rows that something refers to are counted too. */
    public PurgeOptions dryRun() {
        dryRun = true;
        return this;
    }

    /** Called for each row that stays because something still refers to it. */
    public PurgeOptions onReferenced(Consumer<ReferencedRow> callback) {
        onReferenced = callback;
        return this;
    }

    /** Called after each batch, on the thread that purges. An exception ends the purge. */
    public PurgeOptions onProgress(Consumer<PurgeProgress> callback) {
        progress = callback;
        return this;
    }

    /** The rows of one batch. */
    public int batchSize() {
        return batchSize;
    }

    /** The most rows in all. */
    public long limit() {
        return limit;
    }

    /** Whether statements alone do it. */
    public boolean isFast() {
        return fast;
    }

    /** Whether nothing is deleted. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** What is called for each row that stays. */
    public Consumer<ReferencedRow> onReferenced() {
        return onReferenced;
    }

    /** What is called after each batch. */
    public Consumer<PurgeProgress> progress() {
        return progress;
    }
}
