package dev.nexs.orm.bulk;

import dev.nexs.orm.CommitResolution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a load is run. Immutable.
 *
 * @param parallelism over how many connections
 * @param chunkRows after how many rows a chunk is full
 * @param chunkBytes after how many bytes a chunk is full; each connection keeps one, and one is being filled
 * @param commit when what was loaded is committed
 * @param onError what a row that cannot be loaded does
 * @param maxRejects how many rows may be left out before the load ends
 * @param maxRejectRatio which share of the rows may be, looked at behind the first 1,000 rows and at the end
 * @param onReject told of each row that is left out, once that is certain
 * @param maskValues whether reasons show no values of rows
 * @param onProgress told about four times a second, on the caller's thread
 * @param expectedRows how many rows there will be, or -1; a collection knows by itself
 * @param deadline after which the load is canceled, or null
 * @param cancelWhen asked often; true cancels the load
 * @param callbacks whether {@code @PrePersist} methods and listeners are called
 * @param check called with each row before it is encoded; what it throws is a reason against the row
 * @param commitResolution how a lost answer to COMMIT is resolved, or null for marker rows where their table is there and
 *     else by transaction id
 * @param conflictKey the attributes by which an upsert or update finds its row; empty for the identifier
 * @param onConflict what an upsert does with a row that is there
 * @param attributes the attributes that an upsert or update writes; empty for all
 * @param onOutcome told what an upsert did with each row, or null
 */
public record BulkOptions(
        int parallelism,
        int chunkRows,
        int chunkBytes,
        CommitMode commit,
        OnError onError,
        long maxRejects,
        double maxRejectRatio,
        Consumer<? super Reject> onReject,
        boolean maskValues,
        Consumer<? super BulkProgress> onProgress,
        long expectedRows,
        @Nullable Duration deadline,
        BooleanSupplier cancelWhen,
        boolean callbacks,
        @Nullable Consumer<Object> check,
        @Nullable CommitResolution commitResolution,
        List<String> conflictKey,
        OnConflict onConflict,
        List<String> attributes,
        @Nullable Consumer<? super UpsertOutcome> onOutcome) {

    /** After how many rows a chunk is full by default. */
    public static final int DEFAULT_CHUNK_ROWS = 100_000;

    /** After how many bytes a chunk is full by default. */
    public static final int DEFAULT_CHUNK_BYTES = 4 << 20;

    /** How many rows may be left out by default. */
    public static final long DEFAULT_MAX_REJECTS = 10_000;

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private int parallelism = 1;
        private int chunkRows = DEFAULT_CHUNK_ROWS;
        private int chunkBytes = DEFAULT_CHUNK_BYTES;
        private CommitMode commit = CommitMode.EACH_CHUNK;
        private OnError onError = OnError.FAIL;
        private long maxRejects = DEFAULT_MAX_REJECTS;
        private double maxRejectRatio = 1;
        private Consumer<? super Reject> onReject = reject -> {};
        private boolean maskValues;
        private Consumer<? super BulkProgress> onProgress = progress -> {};
        private long expectedRows = -1;
        private @Nullable Duration deadline;
        private BooleanSupplier cancelWhen = () -> false;
        private boolean callbacks;
        private @Nullable Consumer<Object> check;
        private @Nullable CommitResolution commitResolution;
        private List<String> conflictKey = List.of();
        private OnConflict onConflict = OnConflict.UPDATE;
        private List<String> attributes = List.of();
        private @Nullable Consumer<? super UpsertOutcome> onOutcome;

        Builder() {}

        /** Over how many connections; default 1. The rows' order is kept within a chunk only. */
        public Builder parallelism(int parallelism) {
            this.parallelism = parallelism;
            return this;
        }

        /** After how many rows a chunk is full; default {@value BulkOptions#DEFAULT_CHUNK_ROWS}. */
        public Builder chunkRows(int chunkRows) {
            this.chunkRows = chunkRows;
            return this;
        }

        /** After how many bytes a chunk is full; default {@value BulkOptions#DEFAULT_CHUNK_BYTES}. */
        public Builder chunkBytes(int chunkBytes) {
            this.chunkBytes = chunkBytes;
            return this;
        }

        /** When what was loaded is committed; default {@link CommitMode#EACH_CHUNK}. */
        public Builder commit(CommitMode commit) {
            this.commit = commit;
            return this;
        }

        /** What a row that cannot be loaded does; default {@link OnError#FAIL}. */
        public Builder onError(OnError onError) {
            this.onError = onError;
            return this;
        }

        /** How many rows may be left out before the load ends; default {@value BulkOptions#DEFAULT_MAX_REJECTS}. */
        public Builder maxRejects(long maxRejects) {
            this.maxRejects = maxRejects;
            return this;
        }

        /** Which share of the rows may be left out before the load ends; default 1, that is any. */
        public Builder maxRejectRatio(double maxRejectRatio) {
            this.maxRejectRatio = maxRejectRatio;
            return this;
        }

        /** Told of each row that is left out, once that is certain. */
        public Builder onReject(Consumer<? super Reject> onReject) {
            this.onReject = onReject;
            return this;
        }

        /** Whether reasons show no values of rows; default false. */
        public Builder maskValues(boolean maskValues) {
            this.maskValues = maskValues;
            return this;
        }

        /** Told about four times a second, on the caller's thread, and at the end. */
        public Builder onProgress(Consumer<? super BulkProgress> onProgress) {
            this.onProgress = onProgress;
            return this;
        }

        /** How many rows there will be, for the time that remains. */
        public Builder expectedRows(long expectedRows) {
            this.expectedRows = expectedRows;
            return this;
        }

        /** After which the load is canceled; default never. */
        public Builder deadline(Duration deadline) {
            this.deadline = deadline;
            return this;
        }

        /** Asked often, by several threads; true cancels the load. An interrupt of the caller does as well. */
        public Builder cancelWhen(BooleanSupplier cancelWhen) {
            this.cancelWhen = cancelWhen;
            return this;
        }

        /** Whether {@code @PrePersist} methods and listeners are called; default false. */
        public Builder callbacks(boolean callbacks) {
            this.callbacks = callbacks;
            return this;
        }

        /** Called with each row before it is encoded, such as for Bean Validation; what it throws speaks against the row. */
        public Builder check(Consumer<Object> check) {
            this.check = check;
            return this;
        }

        /** How a lost answer to COMMIT is resolved; default marker rows where their table is there, else transaction ids. */
        public Builder commitResolution(CommitResolution commitResolution) {
            this.commitResolution = commitResolution;
            return this;
        }

        /** The attributes by which an upsert or update finds its row; default the identifier. */
        public Builder conflictKey(String... attributes) {
            this.conflictKey = List.of(attributes);
            return this;
        }

        /** What an upsert does with a row that is there; default {@link OnConflict#UPDATE}. */
        public Builder onConflict(OnConflict onConflict) {
            this.onConflict = onConflict;
            return this;
        }

        /** The attributes that an upsert changes in rows that are there, or that an update writes; default all. */
        public Builder attributes(String... attributes) {
            this.attributes = List.of(attributes);
            return this;
        }

        /** Told what an upsert did with each row, once that is committed. */
        public Builder onOutcome(Consumer<? super UpsertOutcome> onOutcome) {
            this.onOutcome = onOutcome;
            return this;
        }

        BulkOptions build() {
            List<String> problems = new ArrayList<>();
            require(problems, parallelism >= 1 && parallelism <= 64, "parallelism", parallelism, "1 to 64");
            require(problems, chunkRows >= 1, "chunkRows", chunkRows, "1 and more");
            require(problems, chunkBytes >= 1024, "chunkBytes", chunkBytes, "1024 and more");
            require(problems, maxRejects >= 0, "maxRejects", maxRejects, "0 and more");
            require(problems, maxRejectRatio >= 0 && maxRejectRatio <= 1, "maxRejectRatio", maxRejectRatio, "0 to 1");
            require(
                    problems,
                    deadline == null || (!deadline.isNegative() && !deadline.isZero()),
                    "deadline",
                    deadline,
                    "more than nothing");
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new BulkOptions(
                    parallelism,
                    chunkRows,
                    chunkBytes,
                    commit,
                    onError,
                    maxRejects,
                    maxRejectRatio,
                    onReject,
                    maskValues,
                    onProgress,
                    expectedRows,
                    deadline,
                    cancelWhen,
                    callbacks,
                    check,
                    commitResolution,
                    conflictKey,
                    onConflict,
                    attributes,
                    onOutcome);
        }

        private static void require(
                List<String> problems, boolean right, String option, @Nullable Object value, String allowed) {
            if (!right) {
                problems.add("option " + option + " is " + value + ", but must be " + allowed);
            }
        }
    }
}
