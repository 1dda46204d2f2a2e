package dev.nexs.orm;

import org.jspecify.annotations.Nullable;

/**
 * COMMIT was sent and it is not known whether it took effect, or whether it would survive a failover. The unit is not
 * run again: that might apply it twice. Look in the database for what it was to do, then decide.
 */
public final class CommitOutcomeUnknownException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final @Nullable String transactionId;
    private final int timeline;
    private final @Nullable String marker;

    /**
     * Says what is known.
     *
     * @param reason why it is not known
     * @param transactionId the transaction's id (xid8), or null if it was not asked for
     * @param timeline the timeline on which COMMIT was sent, or 0 if it was not asked for
     * @param marker the id of the marker row, or null if none was written
     * @param cause what was thrown when COMMIT was sent, or null if it was answered
     */
    public CommitOutcomeUnknownException(
            Reason reason,
            @Nullable String transactionId,
            int timeline,
            @Nullable String marker,
            @Nullable Throwable cause) {
        super(message(reason, transactionId, timeline, marker), cause);
        this.reason = reason;
        this.transactionId = transactionId;
        this.timeline = timeline;
        this.marker = marker;
    }

    private static String message(
            Reason reason, @Nullable String transactionId, int timeline, @Nullable String marker) {
        StringBuilder text = new StringBuilder("The outcome of a COMMIT is not known: ").append(reason.text);
        if (transactionId != null) {
            text.append(". Transaction id ")
                    .append(transactionId)
                    .append(" on timeline ")
                    .append(timeline);
        }
        if (marker != null) {
            text.append(", marker ").append(marker);
        }
        return text.append(". The unit was not run again.").toString();
    }

    /** {@return why it is not known} */
    public Reason reason() {
        return reason;
    }

    /** {@return the transaction's id (xid8), or null if it was not asked for} */
    public @Nullable String transactionId() {
        return transactionId;
    }

    /** {@return the timeline on which COMMIT was sent, or 0 if it was not asked for} */
    public int timeline() {
        return timeline;
    }

    /** {@return the id of the marker row, or null if none was written} */
    public @Nullable String marker() {
        return marker;
    }

    /** Why an outcome is not known. */
    public enum Reason {
        /** The answer was lost and nothing was recorded to resolve it by. */
        NOT_RECORDED("its answer was lost, and the transaction's id was not recorded; see"
                + " TransactionOptions.commitResolution"),
        /** The answer was lost and no server could be asked in time, or it was still in progress then. */
        UNRESOLVED_IN_TIME("its answer was lost, and nobody could say within the resolution timeout"),
        /** The answer was lost and the cluster failed over since; only a marker row would tell. */
        TIMELINE_CHANGED(
                "its answer was lost, and the cluster failed over since, which CommitResolution.MARKER resolves"),
        /** The answer was lost and the server no longer keeps the transaction's status. */
        STATUS_FORGOTTEN("its answer was lost, and the server no longer knows the transaction"),
        /** It is committed on the primary, which stopped waiting for a synchronous standby: a failover may lose it. */
        NOT_REPLICATED("it is committed on the primary, but somebody canceled the wait for a synchronous standby, so a"
                + " failover may lose it");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }
}
