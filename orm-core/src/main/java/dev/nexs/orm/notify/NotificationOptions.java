package dev.nexs.orm.notify;

import java.time.Duration;

/**
 * How notifications are sent and received. Immutable.
 *
 * @param multiplexed whether all channels share one of the server's, so that patterns can be subscribed to; sender and
 *     receiver must agree
 * @param spill whether payloads that are too long go by way of a table, see {@link Notifications#CREATE_SPILL_TABLE}
 * @param coalescing for how long messages are gathered before they are sent
 * @param pending how many coalesced messages may wait to be sent
 * @param connectTimeout bounds a connection attempt, and the wait for the first LISTEN
 */
public record NotificationOptions(
        boolean multiplexed, boolean spill, Duration coalescing, int pending, Duration connectTimeout) {

    /** For how long messages are gathered by default. */
    public static final Duration DEFAULT_COALESCING = Duration.ofMillis(2);

    /** How many coalesced messages may wait by default. */
    public static final int DEFAULT_PENDING = 100_000;

    /** What bounds a connection attempt by default. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private boolean multiplexed;
        private boolean spill;
        private Duration coalescing = DEFAULT_COALESCING;
        private int pending = DEFAULT_PENDING;
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;

        Builder() {}

        /** Whether all channels share one of the server's, so that patterns can be subscribed to; default false. */
        public Builder multiplexed(boolean multiplexed) {
            this.multiplexed = multiplexed;
            return this;
        }

        /** Whether payloads that are too long go by way of a table; default false: they are refused. */
        public Builder spill(boolean spill) {
            this.spill = spill;
            return this;
        }

        /** For how long messages are gathered before they are sent; default 2 ms. */
        public Builder coalescing(Duration coalescing) {
            this.coalescing = coalescing;
            return this;
        }

        /** How many coalesced messages may wait to be sent; default {@value NotificationOptions#DEFAULT_PENDING}. */
        public Builder pending(int pending) {
            this.pending = pending;
            return this;
        }

        /** Bounds a connection attempt, and the wait for the first LISTEN; default 5 s. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        NotificationOptions build() {
            if (coalescing.isNegative() || coalescing.compareTo(Duration.ofSeconds(1)) > 0) {
                throw new IllegalArgumentException("option coalescing is " + coalescing + ", but must be 0 to 1 s");
            }
            if (pending < 1) {
                throw new IllegalArgumentException("option pending is " + pending + ", but must be 1 and more");
            }
            if (connectTimeout.isNegative() || connectTimeout.isZero()) {
                throw new IllegalArgumentException(
                        "option connectTimeout is " + connectTimeout + ", but must be more than nothing");
            }
            return new NotificationOptions(multiplexed, spill, coalescing, pending, connectTimeout);
        }
    }
}
