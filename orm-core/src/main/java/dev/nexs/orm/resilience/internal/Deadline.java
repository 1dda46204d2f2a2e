package dev.nexs.orm.resilience.internal;

import java.time.Duration;

/**
 * A moment by which something has to be done.
 *
 * @param nanos as {@link System#nanoTime()} counts
 */
record Deadline(long nanos) {

    /** Far enough off for anybody, and near enough that differences do not overflow. */
    private static final Duration FARTHEST = Duration.ofDays(36_500);

    /** {@return the moment that is {@code time} from now} */
    static Deadline in(Duration time) {
        Duration capped = time.compareTo(FARTHEST) > 0 ? FARTHEST : time;
        return new Deadline(System.nanoTime() + capped.toNanos());
    }

    /** {@return this moment, or the one that is {@code time} from now if that is earlier} */
    Deadline orWithin(Duration time) {
        Deadline other = in(time);
        return other.nanos - nanos < 0 ? other : this;
    }

    boolean isOver() {
        return nanos - System.nanoTime() <= 0;
    }

    /** {@return the time that is left; zero or negative when it is over} */
    Duration left() {
        return Duration.ofNanos(nanos - System.nanoTime());
    }
}
