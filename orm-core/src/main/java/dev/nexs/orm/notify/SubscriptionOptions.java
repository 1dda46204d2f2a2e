package dev.nexs.orm.notify;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How messages are handled. Immutable.
 *
 * @param executor where the handler runs, one message after the other; null for a thread of its own
 * @param timeout after which a handler is interrupted
 * @param queueSize how many messages may wait for the handler
 * @param overflow what happens beyond
 * @param onGap told in the order of the messages, by the handler's thread
 */
public record SubscriptionOptions(
        @Nullable Executor executor, Duration timeout, int queueSize, Overflow overflow, Consumer<? super Gap> onGap) {

    /** After which a handler is interrupted by default. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** How many messages may wait by default. */
    public static final int DEFAULT_QUEUE_SIZE = 10_000;

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private @Nullable Executor executor;
        private Duration timeout = DEFAULT_TIMEOUT;
        private int queueSize = DEFAULT_QUEUE_SIZE;
        private Overflow overflow = Overflow.DROP_OLDEST;
        private Consumer<? super Gap> onGap = gap -> {};

        Builder() {}

        /** Where the handler runs, one message after the other; default a thread of its own. */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /** After which a handler is interrupted; default 30 s. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** How many messages may wait for the handler; default {@value SubscriptionOptions#DEFAULT_QUEUE_SIZE}. */
        public Builder queueSize(int queueSize) {
            this.queueSize = queueSize;
            return this;
        }

        /** What happens beyond; default {@link Overflow#DROP_OLDEST}. */
        public Builder overflow(Overflow overflow) {
            this.overflow = overflow;
            return this;
        }

        /** Told whenever messages may have been missed, in their order. */
        public Builder onGap(Consumer<? super Gap> onGap) {
            this.onGap = onGap;
            return this;
        }

        SubscriptionOptions build() {
            if (queueSize < 1) {
                throw new IllegalArgumentException("option queueSize is " + queueSize + ", but must be 1 and more");
            }
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("option timeout is " + timeout + ", but must be more than nothing");
            }
            return new SubscriptionOptions(executor, timeout, queueSize, overflow, onGap);
        }
    }
}
