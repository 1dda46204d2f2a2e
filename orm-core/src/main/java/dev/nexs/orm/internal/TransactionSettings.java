package dev.nexs.orm.internal;

import dev.nexs.orm.TransactionOptions;

/** What a datasource's settings say about units of work. */
public final class TransactionSettings {

    private TransactionSettings() {}

    /** {@return the options that {@code values}, checked before, amount to} */
    public static TransactionOptions read(SettingValues values) {
        return TransactionOptions.defaults()
                .with(options -> options.maxAttempts(values.get(Catalogue.RETRY_MAX_ATTEMPTS))
                        .initialDelay(values.get(Catalogue.RETRY_INITIAL_DELAY))
                        .maxDelay(values.get(Catalogue.RETRY_MAX_DELAY))
                        .multiplier(values.get(Catalogue.RETRY_MULTIPLIER))
                        .jitter(values.get(Catalogue.RETRY_JITTER))
                        .commitResolution(values.get(Catalogue.COMMIT_RESOLUTION))
                        .resolutionTimeout(values.get(Catalogue.RESOLUTION_TIMEOUT))
                        .sweepMarkers(values.get(Catalogue.MARKER_SWEEP))
                        .markerAge(values.get(Catalogue.MARKER_AGE))
                        .replicaWait(values.get(Catalogue.REPLICA_WAIT))
                        .readPreference(values.get(Catalogue.READ_PREFERENCE))
                        .consistency(values.get(Catalogue.CONSISTENCY)));
    }
}
