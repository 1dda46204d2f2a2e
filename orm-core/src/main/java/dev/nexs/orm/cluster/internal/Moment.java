package dev.nexs.orm.cluster.internal;

import java.time.Instant;

/**
 * When something was learned: the state of a cluster has no clock of its own.
 *
 * @param nanos as {@link System#nanoTime()} counts
 * @param at for people to read
 */
record Moment(long nanos, Instant at) {

    static Moment now() {
        return new Moment(System.nanoTime(), Instant.now());
    }
}
