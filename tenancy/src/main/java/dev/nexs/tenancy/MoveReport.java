package dev.nexs.tenancy;

import java.time.Duration;
import java.util.Map;

/**
 * How a tenant was copied.
 *
 * @param tenant the tenant as it is now
 * @param rows how many rows each table has, the same in both places, as their checksums are
 * @param pause how long its sessions were refused; zero for a clone
 */
public record MoveReport(Tenant tenant, Map<String, Long> rows, Duration pause) {

    /** Copies what is mutable. */
    public MoveReport {
        rows = Map.copyOf(rows);
    }
}
