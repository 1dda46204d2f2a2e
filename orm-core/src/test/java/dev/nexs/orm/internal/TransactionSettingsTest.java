package dev.nexs.orm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsDataSourceBuilder;
import dev.nexs.orm.TransactionOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionSettingsTest {

    private static final String SECRET = "0123456789abcdef";

    @Test
    void settingsBecomeTheDefaultsOfUnits() {
        TransactionOptions options = read(Map.of(
                "nexs.transactions.commit-resolution", "marker",
                "nexs.transactions.resolution-timeout", "7s",
                "nexs.transactions.marker-sweep", "false",
                "nexs.transactions.marker-age", "10m",
                "nexs.transactions.replica-wait", "0s"));
        assertThat(options.commitResolution()).isEqualTo(CommitResolution.MARKER);
        assertThat(options.resolutionTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(options.sweepMarkers()).isFalse();
        assertThat(options.markerAge()).isEqualTo(Duration.ofMinutes(10));
        assertThat(options.replicaWait()).isZero();
    }

    @Test
    void unsetTheyAreTheDefaultsOfTheOptions() {
        TransactionOptions unset = read(Map.of());
        TransactionOptions defaults = TransactionOptions.defaults();
        assertThat(unset.with(o -> o.retryOn(defaults.retryOn()).onRetry(defaults.onRetry())))
                .isEqualTo(defaults);
    }

    @Test
    void everyWrongValueIsReportedAndTheSecretIsNotShown() {
        NexsConfigurationException wrong = catchThrowableOfType(
                NexsConfigurationException.class,
                () -> read(Map.of(
                        "nexs.transactions.commit-resolution", "guess",
                        "nexs.transactions.marker-age", "10s",
                        "nexs.transactions.replica-wait", "soon",
                        "nexs.transactions.token-secret", "topsecret",
                        "nexs.transactions.resolution", "x")));
        assertThat(wrong.problems())
                .containsExactlyInAnyOrder(
                        "nexs.transactions.commit-resolution = 'guess' is not allowed; allowed is none, xid, marker",
                        "nexs.transactions.resolution-timeout = '30s' is not allowed; allowed is at most"
                                + " nexs.transactions.marker-age, which is 10s",
                        "nexs.transactions.replica-wait = 'soon' is not allowed; allowed is a duration of at least 0s such"
                                + " as 250ms, 10s, 30m or 1h",
                        "nexs.transactions.token-secret = (hidden) is not allowed; allowed is a text of at least 16"
                                + " bytes, from a random generator",
                        "nexs.transactions.resolution is unknown; did you mean"
                                + " nexs.transactions.commit-resolution?");
    }

    @Test
    void theSecretSignsTokens() {
        ConsistencyToken token = new ConsistencyToken(1, 2, 3);
        try (NexsDataSource one =
                        builder().transactions(t -> t.tokenSecret(SECRET)).build();
                NexsDataSource other = NexsDataSource.from(raw(Map.of("nexs.transactions.token-secret", SECRET)));
                NexsDataSource none = builder().build()) {
            assertThat(other.tokenCodec().decode(one.tokenCodec().encode(token)))
                    .isEqualTo(token);
            assertThat(one.toString() + one.tokenCodec()).doesNotContain(SECRET);
            assertThatThrownBy(none::tokenCodec)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nexs.transactions.token-secret is not set");
        }
    }

    private static NexsDataSourceBuilder builder() {
        return NexsDataSource.builder().url("jdbc:postgresql://127.0.0.1:1/app");
    }

    private static TransactionOptions read(Map<String, Object> settings) {
        return TransactionSettings.read(ConfigurationReader.read(raw(settings)).values());
    }

    private static Map<String, Object> raw(Map<String, Object> settings) {
        Map<String, Object> raw = new HashMap<>(settings);
        raw.put("nexs.url", "jdbc:postgresql://127.0.0.1:1/app");
        return raw;
    }
}
