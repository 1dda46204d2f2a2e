package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterSettings.BreakerSettings;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one node's pool. A healthy node pays one volatile read. Whoever wants a connection gets a
 * {@link Permit} and closes it, whatever came of it: half-open lets in as many at once as successes are needed, and a trial
 * that was cancelled, or met a busy pool, makes room for the next. A library's breaker does not take a permit back that came
 * to nothing, so this one is written here. Thread-safe.
 */
final class Breaker {

    private final int failureThreshold;
    private final int successThreshold;
    private final long delayNanos;
    private final LongSupplier clock;
    private final Permit open = new Permit(0);

    /** Failures in a row; 0 only while closed and untroubled. */
    private volatile int failures;

    private State state = State.CLOSED;
    private long openedAt;
    private int round;
    private int trials;
    private int successes;

    private enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    Breaker(BreakerSettings settings) {
        this(settings, System::nanoTime);
    }

    Breaker(BreakerSettings settings, LongSupplier clock) {
        this.failureThreshold = settings.failureThreshold();
        this.successThreshold = settings.successThreshold();
        this.delayNanos = settings.delay().toNanos();
        this.clock = clock;
    }

    /** {@return leave to try the node, to be closed in any case, or null} */
    @Nullable
    Permit permit() {
        return failures == 0 ? open : permitInTrouble();
    }

    private synchronized @Nullable Permit permitInTrouble() {
        if (state == State.OPEN && clock.getAsLong() - openedAt >= delayNanos) {
            state = State.HALF_OPEN;
            round++;
            trials = 0;
            successes = 0;
        }
        return switch (state) {
            case CLOSED -> open;
            case OPEN -> null;
            case HALF_OPEN -> trials + successes < successThreshold ? trial() : null;
        };
    }

    private Permit trial() {
        trials++;
        return new Permit(round);
    }

    /** Whether a permit would be given now; asking takes none. */
    synchronized boolean admits() {
        return switch (state) {
            case CLOSED -> true;
            case OPEN -> clock.getAsLong() - openedAt >= delayNanos;
            case HALF_OPEN -> trials + successes < successThreshold;
        };
    }

    /** Whether a glance says that it is closed and untroubled; then nothing else needs to be asked. */
    boolean isCalm() {
        return failures == 0;
    }

    /** Whether it keeps everybody out. */
    synchronized boolean isOpen() {
        return state == State.OPEN && clock.getAsLong() - openedAt < delayNanos;
    }

    synchronized String state() {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private synchronized void ended(int ofRound, boolean good) {
        if (ofRound == round && state == State.HALF_OPEN) {
            trials--;
            if (!good) {
                open();
            } else if (++successes >= successThreshold) {
                state = State.CLOSED;
                failures = 0;
            }
        } else if (ofRound == 0 && state == State.CLOSED) {
            failures = good ? 0 : failures + 1;
            if (failures >= failureThreshold) {
                open();
            }
        }
    }

    private void open() {
        state = State.OPEN;
        openedAt = clock.getAsLong();
        failures = Math.max(1, failures);
    }

    private synchronized void nothingCameOfIt(int ofRound) {
        if (ofRound == round && state == State.HALF_OPEN) {
            trials--;
        }
    }

    /** Leave to try the node once. The first word counts; closed without one, it says nothing of the node. */
    final class Permit implements AutoCloseable {

        /** Of which time of being half-open it is a trial; 0 if it is none. */
        private final int round;

        private boolean ended;

        private Permit(int round) {
            this.round = round;
        }

        /** The node gave a connection. */
        void success() {
            if (round != 0 || failures != 0) {
                end(true);
            }
        }

        /** The node gave none, and that was its fault. */
        void failure() {
            end(false);
        }

        private void end(boolean good) {
            if (!ended) {
                ended = round != 0;
                Breaker.this.ended(round, good);
            }
        }

        @Override
        public void close() {
            if (round != 0 && !ended) {
                ended = true;
                nothingCameOfIt(round);
            }
        }
    }
}
