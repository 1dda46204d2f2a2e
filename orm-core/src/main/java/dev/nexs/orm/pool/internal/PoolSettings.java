package dev.nexs.orm.pool.internal;

import java.time.Duration;
import java.util.Map;

/**
 * What every node's pool is built from.
 *
 * @param maximumSize most connections to a primary
 * @param replicaMaximumSize most connections to a replica
 * @param minimumIdle connections kept ready
 * @param connectionTimeout how long a borrower waits
 * @param maxLifetime age at which a connection is replaced
 * @param idleTimeout how long a connection above the minimum may be idle
 * @param keepalive how often an idle connection is checked; zero never
 * @param leakDetection after how long a borrowed connection is reported; zero never
 * @param warmUp whether start waits for the minimum
 * @param drainTimeout how long closing waits for borrowers
 * @param budget most connections to one node over all sets of pools together; 0 for no limit
 * @param hikari further HikariCP properties by their own names
 */
public record PoolSettings(
        int maximumSize,
        int replicaMaximumSize,
        int minimumIdle,
        Duration connectionTimeout,
        Duration maxLifetime,
        Duration idleTimeout,
        Duration keepalive,
        Duration leakDetection,
        boolean warmUp,
        Duration drainTimeout,
        int budget,
        Map<String, Object> hikari) {

    /** Copies what is mutable. */
    public PoolSettings {
        hikari = Map.copyOf(hikari);
    }
}
