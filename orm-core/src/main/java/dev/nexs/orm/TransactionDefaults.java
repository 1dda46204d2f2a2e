package dev.nexs.orm;

import java.time.Duration;

/**
 * Settings of units of work, for {@link NexsDataSourceBuilder#transactions}. Defaults are those of {@link NexsSettings};
 * {@link TransactionOptions} change them for one runner or one call.
 */
public final class TransactionDefaults {

    private final NexsDataSourceBuilder builder;

    TransactionDefaults(NexsDataSourceBuilder builder) {
        this.builder = builder;
    }

    /** Sets {@link NexsSettings#TRANSACTIONS_COMMIT_RESOLUTION}. */
    public TransactionDefaults commitResolution(CommitResolution resolution) {
        return with(NexsSettings.TRANSACTIONS_COMMIT_RESOLUTION, resolution);
    }

    /** Sets {@link NexsSettings#TRANSACTIONS_RESOLUTION_TIMEOUT}. */
    public TransactionDefaults resolutionTimeout(Duration timeout) {
        return with(NexsSettings.TRANSACTIONS_RESOLUTION_TIMEOUT, timeout);
    }

    /** Sets {@link NexsSettings#TRANSACTIONS_MARKER_SWEEP}. */
    public TransactionDefaults markerSweep(boolean sweep) {
        return with(NexsSettings.TRANSACTIONS_MARKER_SWEEP, sweep);
    }

    /** Sets {@link NexsSettings#TRANSACTIONS_MARKER_AGE}. */
    public TransactionDefaults markerAge(Duration age) {
        return with(NexsSettings.TRANSACTIONS_MARKER_AGE, age);
    }

    /** Sets {@link NexsSettings#TRANSACTIONS_REPLICA_WAIT}. */
    public TransactionDefaults replicaWait(Duration wait) {
        return with(NexsSettings.TRANSACTIONS_REPLICA_WAIT, wait);
    }

    /** Sets {@link NexsSettings#TRANSACTIONS_TOKEN_SECRET}. */
    public TransactionDefaults tokenSecret(String secret) {
        return with(NexsSettings.TRANSACTIONS_TOKEN_SECRET, secret);
    }

    private TransactionDefaults with(String name, Object value) {
        builder.set(name, value);
        return this;
    }
}
