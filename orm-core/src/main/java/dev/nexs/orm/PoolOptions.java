package dev.nexs.orm;

import dev.nexs.orm.pool.ResetOnReturn;
import java.time.Duration;

/** Settings of the pools, for {@link NexsDataSourceBuilder#pool}. Defaults are those of {@link NexsSettings}. */
public final class PoolOptions {

    private final NexsDataSourceBuilder builder;

    PoolOptions(NexsDataSourceBuilder builder) {
        this.builder = builder;
    }

    /** Sets {@link NexsSettings#POOL_MAXIMUM_SIZE}. */
    public PoolOptions maximumSize(int connections) {
        return with(NexsSettings.POOL_MAXIMUM_SIZE, connections);
    }

    /** Sets {@link NexsSettings#POOL_REPLICA_MAXIMUM_SIZE}. */
    public PoolOptions replicaMaximumSize(int connections) {
        return with(NexsSettings.POOL_REPLICA_MAXIMUM_SIZE, connections);
    }

    /** Sets {@link NexsSettings#POOL_MINIMUM_IDLE}. */
    public PoolOptions minimumIdle(int connections) {
        return with(NexsSettings.POOL_MINIMUM_IDLE, connections);
    }

    /** Sets {@link NexsSettings#POOL_CONNECTION_TIMEOUT}. */
    public PoolOptions connectionTimeout(Duration timeout) {
        return with(NexsSettings.POOL_CONNECTION_TIMEOUT, timeout);
    }

    /** Sets {@link NexsSettings#POOL_MAX_LIFETIME}. */
    public PoolOptions maxLifetime(Duration lifetime) {
        return with(NexsSettings.POOL_MAX_LIFETIME, lifetime);
    }

    /** Sets {@link NexsSettings#POOL_IDLE_TIMEOUT}. */
    public PoolOptions idleTimeout(Duration timeout) {
        return with(NexsSettings.POOL_IDLE_TIMEOUT, timeout);
    }

    /** Sets {@link NexsSettings#POOL_KEEPALIVE}. */
    public PoolOptions keepalive(Duration interval) {
        return with(NexsSettings.POOL_KEEPALIVE, interval);
    }

    /** Sets {@link NexsSettings#POOL_LEAK_DETECTION}. */
    public PoolOptions leakDetection(Duration threshold) {
        return with(NexsSettings.POOL_LEAK_DETECTION, threshold);
    }

    /** Sets {@link NexsSettings#POOL_WARM_UP}. */
    public PoolOptions warmUp(boolean warmUp) {
        return with(NexsSettings.POOL_WARM_UP, warmUp);
    }

    /** Sets {@link NexsSettings#POOL_DRAIN_TIMEOUT}. */
    public PoolOptions drainTimeout(Duration timeout) {
        return with(NexsSettings.POOL_DRAIN_TIMEOUT, timeout);
    }

    /** Sets {@link NexsSettings#POOL_RESET_ON_RETURN}. */
    public PoolOptions resetOnReturn(ResetOnReturn reset) {
        return with(NexsSettings.POOL_RESET_ON_RETURN, reset);
    }

    /** Sets {@link NexsSettings#POOL_BUDGET}. */
    public PoolOptions budget(int connections) {
        return with(NexsSettings.POOL_BUDGET, connections);
    }

    /**
     * Sets a property of HikariCP.
     *
     * @param name HikariCP's name, such as {@code validationTimeout}
     */
    public PoolOptions hikari(String name, Object value) {
        return with(NexsSettings.POOL_PREFIX + name, value);
    }

    private PoolOptions with(String name, Object value) {
        builder.set(name, value);
        return this;
    }
}
