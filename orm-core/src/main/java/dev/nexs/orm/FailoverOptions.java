package dev.nexs.orm;

import java.time.Duration;

/** Settings of failover, for {@link NexsDataSourceBuilder#failover}. Defaults are those of {@link NexsSettings}. */
public final class FailoverOptions {

    private final NexsDataSourceBuilder builder;

    FailoverOptions(NexsDataSourceBuilder builder) {
        this.builder = builder;
    }

    /** Sets {@link NexsSettings#FAILOVER_TIMEOUT}. */
    public FailoverOptions timeout(Duration timeout) {
        return with(NexsSettings.FAILOVER_TIMEOUT, timeout);
    }

    /** Sets {@link NexsSettings#FAILOVER_PROBE_INTERVAL}. */
    public FailoverOptions probeInterval(Duration interval) {
        return with(NexsSettings.FAILOVER_PROBE_INTERVAL, interval);
    }

    /** Sets {@link NexsSettings#FAILOVER_PROBE_TIMEOUT}. */
    public FailoverOptions probeTimeout(Duration timeout) {
        return with(NexsSettings.FAILOVER_PROBE_TIMEOUT, timeout);
    }

    /** Sets {@link NexsSettings#FAILOVER_FAILURE_THRESHOLD}. */
    public FailoverOptions failureThreshold(int probes) {
        return with(NexsSettings.FAILOVER_FAILURE_THRESHOLD, probes);
    }

    /** Sets {@link NexsSettings#FAILOVER_RECOVERY_THRESHOLD}. */
    public FailoverOptions recoveryThreshold(int probes) {
        return with(NexsSettings.FAILOVER_RECOVERY_THRESHOLD, probes);
    }

    private FailoverOptions with(String name, Object value) {
        builder.set(name, value);
        return this;
    }
}
