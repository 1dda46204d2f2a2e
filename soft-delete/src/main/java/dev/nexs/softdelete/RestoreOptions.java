package dev.nexs.softdelete;

/** How a restore proceeds. */
public final class RestoreOptions {

    /** What becomes of a row whose unique values a live row has. */
    public enum OnConflict {

        /** The restore fails with a {@link RestoreConflictException}, and with it the transaction. */
        FAIL,

        /** The row stays in the trash with everything that its removal took along; the others are restored. */
        SKIP,

        /** As {@link #SKIP}, and the {@link RestoreResult} says which ones stayed, and why. */
        REPORT
    }

    private boolean withParents;
    private OnConflict onConflict = OnConflict.FAIL;

    RestoreOptions() {}

    /**
     * Restores the owners of a row first where they are in the trash, with what their removals took along, instead of
     * refusing with a {@link TrashedParentException}.
     */
    public RestoreOptions withParents() {
        withParents = true;
        return this;
    }

    /** What becomes of a row whose unique values a live row has; {@link OnConflict#FAIL} by default. */
    public RestoreOptions onConflict(OnConflict choice) {
        onConflict = choice;
        return this;
    }

    /** Whether owners are restored too. */
    public boolean isWithParents() {
        return withParents;
    }

    /** What becomes of conflicts. */
    public OnConflict onConflict() {
        return onConflict;
    }
}
