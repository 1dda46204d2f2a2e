package dev.nexs.tenancy;

import java.time.Duration;

/**
 * What a tenant uses in this process.
 *
 * @param connections how many it holds now
 * @param waiting how many threads wait for one
 * @param borrows how many it has had
 * @param refusals how often it was refused by a limit
 * @param waited how long its threads have waited, together
 */
public record TenantUse(int connections, int waiting, long borrows, long refusals, Duration waited) {

    /** {@return both together} */
    public TenantUse and(TenantUse other) {
        return new TenantUse(
                connections + other.connections,
                waiting + other.waiting,
                borrows + other.borrows,
                refusals + other.refusals,
                waited.plus(other.waited));
    }
}
