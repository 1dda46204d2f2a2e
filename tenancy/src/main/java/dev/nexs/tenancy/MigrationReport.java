package dev.nexs.tenancy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a migration of tenants is, or how it ended.
 *
 * @param total how many tenants there are to migrate
 * @param done how many are at the newest version
 * @param skipped how many were there before this run looked
 * @param failures what went wrong, by tenant
 * @param untouched tenants that were not begun because of the stop rule
 * @param elapsed how long it has taken
 * @param remaining how long the rest takes if it goes on like this
 */
public record MigrationReport(
        int total,
        int done,
        int skipped,
        Map<String, String> failures,
        List<String> untouched,
        Duration elapsed,
        @Nullable Duration remaining) {

    /** Copies what is mutable. */
    public MigrationReport {
        failures = Map.copyOf(failures);
        untouched = List.copyOf(untouched);
    }

    /** {@return whether every tenant is at the newest version} */
    public boolean ok() {
        return failures.isEmpty() && untouched.isEmpty() && done == total;
    }

    /** {@return tenants a second} */
    public double rate() {
        return elapsed.isZero() ? 0 : (done - skipped) * 1e9 / elapsed.toNanos();
    }
}
