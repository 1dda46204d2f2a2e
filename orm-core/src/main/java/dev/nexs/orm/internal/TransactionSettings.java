package dev.nexs.orm.internal;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.TransactionOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What settings say about units of work. */
public final class TransactionSettings {

    /** Each setting with the option that it is the default of. */
    private static final List<Entry<?>> ENTRIES = List.of(
            new Entry<>(Catalogue.RETRY_MAX_ATTEMPTS, TransactionOptions.Builder::maxAttempts),
            new Entry<>(Catalogue.RETRY_INITIAL_DELAY, TransactionOptions.Builder::initialDelay),
            new Entry<>(Catalogue.RETRY_MAX_DELAY, TransactionOptions.Builder::maxDelay),
            new Entry<>(Catalogue.RETRY_MULTIPLIER, TransactionOptions.Builder::multiplier),
            new Entry<>(Catalogue.RETRY_JITTER, TransactionOptions.Builder::jitter),
            new Entry<>(Catalogue.COMMIT_RESOLUTION, TransactionOptions.Builder::commitResolution),
            new Entry<>(Catalogue.RESOLUTION_TIMEOUT, TransactionOptions.Builder::resolutionTimeout),
            new Entry<>(Catalogue.MARKER_SWEEP, TransactionOptions.Builder::sweepMarkers),
            new Entry<>(Catalogue.MARKER_AGE, TransactionOptions.Builder::markerAge),
            new Entry<>(Catalogue.REPLICA_WAIT, TransactionOptions.Builder::replicaWait),
            new Entry<>(Catalogue.CONSISTENCY, TransactionOptions.Builder::consistency));

    private TransactionSettings() {}

    private record Entry<T>(Setting<T> setting, BiConsumer<TransactionOptions.Builder, T> option) {

        void apply(SettingValues values, TransactionOptions.Builder options) {
            option.accept(options, values.get(setting));
        }
    }

    /** {@return the options that {@code values}, checked before, amount to} */
    public static TransactionOptions read(SettingValues values) {
        return TransactionOptions.defaults().with(options -> {
            ENTRIES.forEach(entry -> entry.apply(values, options));
            options.readPreference(values.get(Catalogue.READ_PREFERENCE));
        });
    }

    /**
     * {@return {@code base} with what {@code settings} say of units of work; what they do not mention stays}
     *
     * @throws NexsConfigurationException naming every value that is not allowed
     */
    public static TransactionOptions over(TransactionOptions base, Map<String, ?> settings) {
        Map<String, Object> ours = new HashMap<>();
        for (Entry<?> entry : ENTRIES) {
            Object value = settings.get(entry.setting().name());
            if (value != null) {
                ours.put(entry.setting().name(), value);
            }
        }
        if (ours.isEmpty()) {
            return base;
        }
        SettingValues values = new SettingValues(ours);
        ENTRIES.forEach(entry -> values.find(entry.setting()));
        if (!values.problems().isEmpty()) {
            throw new NexsConfigurationException(values.problems());
        }
        try {
            return base.with(options -> ENTRIES.stream()
                    .filter(entry -> values.has(entry.setting()))
                    .forEach(entry -> entry.apply(values, options)));
        } catch (IllegalArgumentException e) {
            throw new NexsConfigurationException(List.of(
                    NexsSettings.PREFIX + "retry and " + NexsSettings.PREFIX + "transactions: " + e.getMessage()));
        }
    }

    /** {@return whether a setting is one of these} */
    static boolean has(String name) {
        return ENTRIES.stream().anyMatch(entry -> entry.setting().name().equals(name));
    }
}
