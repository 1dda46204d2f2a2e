package dev.nexs.orm.pool;

/**
 * A pool at one moment.
 *
 * @param active connections lent out
 * @param idle connections ready to lend
 * @param waiting threads waiting for a connection
 * @param maximum the most that the pool will hold
 */
public record PoolStatistics(int active, int idle, int waiting, int maximum) {}
