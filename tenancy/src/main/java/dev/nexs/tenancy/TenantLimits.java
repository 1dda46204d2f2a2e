package dev.nexs.tenancy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one tenant may use at most. Null is no limit of its own.
 *
 * @param maxConnections connections at a time in one process
 * @param statementTimeout how long a statement may run
 * @param ratePerSecond transactions begun a second in one process
 * @param workMem memory of one sort or hash, in bytes
 */
public record TenantLimits(
        @Nullable Integer maxConnections,
        @Nullable Duration statementTimeout,
        @Nullable Integer ratePerSecond,
        @Nullable Long workMem) {

    /** No limits. */
    public static final TenantLimits NONE = new TenantLimits(null, null, null, null);

    private static final long LEAST_WORK_MEM = 64 * 1024;

    /** Checks every value. */
    public TenantLimits {
        List<String> problems = new ArrayList<>();
        if (maxConnections != null && maxConnections < 1) {
            problems.add("maxConnections = " + maxConnections + " is not allowed; allowed is 1 or more");
        }
        if (statementTimeout != null && statementTimeout.toMillis() < 1) {
            problems.add("statementTimeout = " + statementTimeout + " is not allowed; allowed is 1 ms or more");
        }
        if (ratePerSecond != null && ratePerSecond < 1) {
            problems.add("ratePerSecond = " + ratePerSecond + " is not allowed; allowed is 1 or more");
        }
        if (workMem != null && workMem < LEAST_WORK_MEM) {
            problems.add("workMem = " + workMem + " is not allowed; allowed is " + LEAST_WORK_MEM + " bytes or more");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Limits of a tenant: " + String.join("; ", problems));
        }
    }

    /** Collects limits. */
    public static final class Builder {

        private @Nullable Integer maxConnections;
        private @Nullable Duration statementTimeout;
        private @Nullable Integer ratePerSecond;
        private @Nullable Long workMem;

        Builder(TenantLimits start) {
            this.maxConnections = start.maxConnections;
            this.statementTimeout = start.statementTimeout;
            this.ratePerSecond = start.ratePerSecond;
            this.workMem = start.workMem;
        }

        /** Connections at a time in one process. */
        public Builder maxConnections(int most) {
            maxConnections = most;
            return this;
        }

        /** How long a statement may run. */
        public Builder statementTimeout(Duration most) {
            statementTimeout = most;
            return this;
        }

        /** Transactions begun a second in one process. */
        public Builder ratePerSecond(int most) {
            ratePerSecond = most;
            return this;
        }

        /** Memory of one sort or hash, in bytes. */
        public Builder workMem(long bytes) {
            workMem = bytes;
            return this;
        }

        TenantLimits build() {
            return new TenantLimits(maxConnections, statementTimeout, ratePerSecond, workMem);
        }
    }
}
