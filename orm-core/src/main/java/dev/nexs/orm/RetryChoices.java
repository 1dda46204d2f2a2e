package dev.nexs.orm;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** How a unit is run again: a part of {@link TransactionOptions.Builder}. Not thread-safe. */
abstract class RetryChoices<B extends RetryChoices<B>> {

    boolean replayable = true;
    boolean retryLockTimeouts;
    boolean retryOptimisticLocks = true;
    Predicate<? super Throwable> retryOn = failure -> false;
    int maxAttempts = TransactionOptions.DEFAULT_MAX_ATTEMPTS;
    Duration initialDelay = TransactionOptions.DEFAULT_INITIAL_DELAY;
    Duration maxDelay = TransactionOptions.DEFAULT_MAX_DELAY;
    double multiplier = 2;
    double jitter = 1;
    Duration deadline = TransactionOptions.DEFAULT_DEADLINE;
    Consumer<? super RetryEvent> onRetry = event -> {};

    RetryChoices() {}

    RetryChoices(TransactionOptions from) {
        replayable = from.replayable();
        retryLockTimeouts = from.retryLockTimeouts();
        retryOptimisticLocks = from.retryOptimisticLocks();
        retryOn = from.retryOn();
        maxAttempts = from.maxAttempts();
        initialDelay = from.initialDelay();
        maxDelay = from.maxDelay();
        multiplier = from.multiplier();
        jitter = from.jitter();
        deadline = from.deadline();
        onRetry = from.onRetry();
    }

    abstract B self();

    /** Whether the unit may be run again. Default true; false if it does more than the database can undo. */
    public B replayable(boolean replayable) {
        this.replayable = replayable;
        return self();
    }

    /** Whether a lock timeout is a reason to run again. Default false. */
    public B retryLockTimeouts(boolean retryLockTimeouts) {
        this.retryLockTimeouts = retryLockTimeouts;
        return self();
    }

    /**
     * Whether a row that somebody changed since the unit read it (a version that does not fit) is a reason to run again.
     * Default true. A detached copy that is stale when it is merged is none: it would be stale again.
     */
    public B retryOptimisticLocks(boolean retryOptimisticLocks) {
        this.retryOptimisticLocks = retryOptimisticLocks;
        return self();
    }

    /** Further failures before COMMIT that are a reason to run again. Default none. */
    public B retryOn(Predicate<? super Throwable> retryOn) {
        this.retryOn = retryOn;
        return self();
    }

    /** How often it is run at most, the first time included. Default 10. */
    public B maxAttempts(int maxAttempts) {
        this.maxAttempts = maxAttempts;
        return self();
    }

    /** The longest pause before the second attempt. Default 20 ms. */
    public B initialDelay(Duration initialDelay) {
        this.initialDelay = initialDelay;
        return self();
    }

    /** The longest pause. Default 2 s. */
    public B maxDelay(Duration maxDelay) {
        this.maxDelay = maxDelay;
        return self();
    }

    /** By how much the longest pause grows with each attempt. Default 2. */
    public B multiplier(double multiplier) {
        this.multiplier = multiplier;
        return self();
    }

    /** The share of a pause that is random, 0 to 1. Default 1: losers of a race must not meet again. */
    public B jitter(double jitter) {
        this.jitter = jitter;
        return self();
    }

    /** After which no further attempt is begun. Default 60 s. */
    public B deadline(Duration deadline) {
        this.deadline = deadline;
        return self();
    }

    /** Told of each retry, before its pause. What it throws ends the unit. */
    public B onRetry(Consumer<? super RetryEvent> onRetry) {
        this.onRetry = onRetry;
        return self();
    }
}
