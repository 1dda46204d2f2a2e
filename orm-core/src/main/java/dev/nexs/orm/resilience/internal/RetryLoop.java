package dev.nexs.orm.resilience.internal;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.nexs.orm.RetryEvent;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.observe.internal.Observer;
import dev.nexs.orm.resilience.Failure;
import dev.nexs.orm.resilience.Recovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs one unit until it succeeds or may not be run again. Used once, by one thread. */
final class RetryLoop<T extends @Nullable Object> {

    private final TransactionOptions options;
    private final List<Throwable> earlier = new ArrayList<>();
    private @Nullable Attempt<T> last;
    private @Nullable RuntimeException hookThrew;
    private final boolean readOnly;
    private final @Nullable Observer observer;
    private @Nullable Object observed;
    private int attempts;

    RetryLoop(TransactionOptions options, boolean readOnly, @Nullable Observer observer) {
        this.options = options;
        this.readOnly = readOnly;
        this.observer = observer;
    }

    /**
     * What came of an attempt.
     *
     * @param result what the work returned
     * @param thrown what was thrown, or null
     * @param failure what it is, or null
     */
    record Attempt<T extends @Nullable Object>(
            @Nullable T result,
            @Nullable Throwable thrown,
            @Nullable Failure failure) {

        boolean isRetryable() {
            return failure != null && failure.isRetryable();
        }
    }

    /** A unit that succeeds at once, as nearly all do, does not meet the machinery of retries. */
    Attempt<T> run(Supplier<Attempt<T>> unit) {
        if (observer == null) {
            return toEnd(unit);
        }
        Object work = observer.working(readOnly);
        Throwable failure = null;
        try {
            Attempt<T> attempt = toEnd(unit);
            failure = attempt.thrown();
            return attempt;
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            observer.worked(work, failure);
        }
    }

    private Attempt<T> toEnd(Supplier<Attempt<T>> unit) {
        long begin = System.nanoTime();
        Attempt<T> attempt = once(unit);
        if (mayGoOn(attempt)) {
            attempt = again(attempt, unit, options.deadline().minusNanos(System.nanoTime() - begin));
        }
        if (attempt.thrown() != null) {
            Throwable thrown = attempt.thrown();
            earlier.stream().filter(each -> each != thrown).forEach(thrown::addSuppressed);
        }
        return attempt;
    }

    private Attempt<T> once(Supplier<Attempt<T>> unit) {
        if (observer == null) {
            return unit.get();
        }
        attempts++;
        observed = observer.attempting(readOnly, attempts);
        Attempt<T> attempt = unit.get();
        observer.attempted(observed, attempt.thrown());
        return attempt;
    }

    private boolean mayGoOn(Attempt<T> attempt) {
        return attempt.isRetryable()
                && options.replayable()
                && !Thread.currentThread().isInterrupted();
    }

    private Attempt<T> again(Attempt<T> first, Supplier<Attempt<T>> unit, Duration left) {
        if (left.isNegative() || left.isZero()) {
            return first;
        }
        return loop(left, () -> {
            if (last == null) {
                last = first;
                return first;
            }
            if (hookThrew != null) {
                last = endedByHook(last, hookThrew);
                return last;
            }
            if (last.thrown() != null) {
                earlier.add(last.thrown());
            }
            last = once(unit);
            return last;
        });
    }

    private static <T extends @Nullable Object> Attempt<T> endedByHook(Attempt<T> failed, RuntimeException thrown) {
        if (failed.thrown() != null && failed.thrown() != thrown) {
            thrown.addSuppressed(failed.thrown());
        }
        return new Attempt<>(null, thrown, new Failure(Recovery.DO_NOT_RETRY, null, thrown, "onRetry ended the unit"));
    }

    private Attempt<T> loop(Duration left, Supplier<Attempt<T>> unit) {
        try {
            return Failsafe.with(policy(left)).get(unit::get);
        } catch (FailsafeException e) {
            if (last != null && last.thrown() != null && e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                last.thrown().addSuppressed(e.getCause());
                return last;
            }
            throw e;
        }
    }

    private RetryPolicy<Attempt<T>> policy(Duration left) {
        return RetryPolicy.<Attempt<T>>builder()
                .handleResultIf(this::mayGoOn)
                .withMaxAttempts(options.maxAttempts())
                .withMaxDuration(left)
                .withDelayFn(context -> told(context, left))
                .build();
    }

    /** The longest pause grows with each attempt; with full jitter any shorter one is as likely. */
    private Duration pause(int attempt) {
        double longest = Math.min(
                (double) options.maxDelay().toNanos(),
                options.initialDelay().toNanos() * Math.pow(options.multiplier(), Math.max(0, attempt - 1)));
        double random = ThreadLocalRandom.current().nextDouble();
        return Duration.ofNanos((long) (longest * (1 - options.jitter() * random)));
    }

    /**
     * Tells of a retry, and how long its pause is. The policy's own events are no place for that: what their listeners
     * throw is lost, and here it is to end the unit. The delay is asked for also when nothing follows.
     */
    private Duration told(ExecutionContext<Attempt<T>> context, Duration left) {
        int attempt = context.getAttemptCount();
        Duration pause = pause(attempt);
        Failure failure = last == null ? null : last.failure();
        boolean follows =
                attempt < options.maxAttempts() && context.getElapsedTime().compareTo(left) < 0;
        if (failure == null || !follows) {
            return pause;
        }
        try {
            options.onRetry().accept(new RetryEvent(attempt, failure, pause));
            if (observer != null) {
                observer.retrying(observed, failure.reason(), pause.toNanos());
            }
            return pause;
        } catch (RuntimeException e) {
            hookThrew = e;
            return Duration.ZERO;
        }
    }
}
