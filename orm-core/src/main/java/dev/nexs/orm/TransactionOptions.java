package dev.nexs.orm;

import dev.nexs.orm.resilience.FailureTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a unit of work is run. Immutable; each call may change a copy.
 *
 * @param isolation the isolation level; null for the server's default
 * @param deferrable whether a serializable read-only unit waits for a snapshot that cannot fail; default false
 * @param statementTimeout after which the server cancels a statement; null for its default. It never cancels COMMIT
 * @param lockTimeout after which the server gives up waiting for a lock; null for its default
 * @param savepoint whether a unit inside another gets a savepoint, so that its failure undoes only itself; default false
 * @param transaction whether a read unit gets a real transaction even for plain queries; default false
 * @param readPreference where read units go
 * @param consistency what reads must have seen
 * @param replicaWait how long a read waits for a replica to catch up before it turns to the primary, or fails
 * @param replayable whether the unit may be run again; default true
 * @param retryLockTimeouts whether a lock timeout, 55P03, is a reason to run again; default false
 * @param retryOn further failures before COMMIT that are a reason to run again
 * @param maxAttempts how often it is run at most
 * @param initialDelay the longest pause before the second attempt
 * @param maxDelay the longest pause
 * @param multiplier by how much the longest pause grows with each attempt
 * @param jitter the share of a pause that is random, 0 to 1; 1 is full jitter
 * @param deadline after which no further attempt is begun
 * @param onRetry told of each retry, before its pause
 * @param commitResolution how a lost answer to COMMIT is resolved
 * @param resolutionTimeout how long it is tried to find out
 * @param acceptUnreplicated whether a commit that no synchronous standby confirmed counts as one; default false
 */
public record TransactionOptions(
        @Nullable Isolation isolation,
        boolean deferrable,
        @Nullable Duration statementTimeout,
        @Nullable Duration lockTimeout,
        boolean savepoint,
        boolean transaction,
        ReadPreference readPreference,
        Consistency consistency,
        Duration replicaWait,
        boolean replayable,
        boolean retryLockTimeouts,
        Predicate<? super Throwable> retryOn,
        int maxAttempts,
        Duration initialDelay,
        Duration maxDelay,
        double multiplier,
        double jitter,
        Duration deadline,
        Consumer<? super RetryEvent> onRetry,
        CommitResolution commitResolution,
        Duration resolutionTimeout,
        boolean acceptUnreplicated) {

    /** How often a unit is run at most by default. */
    public static final int DEFAULT_MAX_ATTEMPTS = 10;

    /** The longest pause before the second attempt by default. */
    public static final Duration DEFAULT_INITIAL_DELAY = Duration.ofMillis(20);

    /** The longest pause by default. */
    public static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(2);

    /** After this time no further attempt is begun by default. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);

    /** How long a read waits for a replica by default. */
    public static final Duration DEFAULT_REPLICA_WAIT = Duration.ofMillis(100);

    /** How long it is tried by default to find out what became of a COMMIT. */
    public static final Duration DEFAULT_RESOLUTION_TIMEOUT = Duration.ofSeconds(30);

    /** {@return the defaults} */
    public static TransactionOptions defaults() {
        return new Builder().build();
    }

    /**
     * {@return a copy with changes}
     *
     * @throws IllegalArgumentException naming every value that is not allowed
     */
    public TransactionOptions with(Consumer<? super Builder> changes) {
        Builder builder = new Builder(this);
        changes.accept(builder);
        return builder.build();
    }

    /** {@return the table by which failures are judged} */
    public FailureTable failureTable() {
        FailureTable standard = FailureTable.standard();
        return retryLockTimeouts ? standard.retryingLockTimeouts() : standard;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private @Nullable Isolation isolation;
        private boolean deferrable;
        private @Nullable Duration statementTimeout;
        private @Nullable Duration lockTimeout;
        private boolean savepoint;
        private boolean transaction;
        private ReadPreference readPreference = ReadPreference.SECONDARY_PREFERRED;
        private Consistency consistency = Consistency.SESSION;
        private Duration replicaWait = DEFAULT_REPLICA_WAIT;
        private boolean replayable = true;
        private boolean retryLockTimeouts;
        private Predicate<? super Throwable> retryOn = failure -> false;
        private int maxAttempts = DEFAULT_MAX_ATTEMPTS;
        private Duration initialDelay = DEFAULT_INITIAL_DELAY;
        private Duration maxDelay = DEFAULT_MAX_DELAY;
        private double multiplier = 2;
        private double jitter = 1;
        private Duration deadline = DEFAULT_DEADLINE;
        private Consumer<? super RetryEvent> onRetry = event -> {};
        private CommitResolution commitResolution = CommitResolution.NONE;
        private Duration resolutionTimeout = DEFAULT_RESOLUTION_TIMEOUT;
        private boolean acceptUnreplicated;

        private Builder() {}

        private Builder(TransactionOptions from) {
            isolation = from.isolation;
            deferrable = from.deferrable;
            statementTimeout = from.statementTimeout;
            lockTimeout = from.lockTimeout;
            savepoint = from.savepoint;
            transaction = from.transaction;
            readPreference = from.readPreference;
            consistency = from.consistency;
            replicaWait = from.replicaWait;
            replayable = from.replayable;
            retryLockTimeouts = from.retryLockTimeouts;
            retryOn = from.retryOn;
            maxAttempts = from.maxAttempts;
            initialDelay = from.initialDelay;
            maxDelay = from.maxDelay;
            multiplier = from.multiplier;
            jitter = from.jitter;
            deadline = from.deadline;
            onRetry = from.onRetry;
            commitResolution = from.commitResolution;
            resolutionTimeout = from.resolutionTimeout;
            acceptUnreplicated = from.acceptUnreplicated;
        }

        /** The isolation level. Default: the server's. */
        public Builder isolation(Isolation isolation) {
            this.isolation = isolation;
            return this;
        }

        /** Whether a serializable read-only unit waits for a snapshot that cannot fail. */
        public Builder deferrable(boolean deferrable) {
            this.deferrable = deferrable;
            return this;
        }

        /** After which the server cancels a statement; never COMMIT. Default: the server's. */
        public Builder statementTimeout(Duration statementTimeout) {
            this.statementTimeout = statementTimeout;
            return this;
        }

        /** After which the server gives up waiting for a lock. Default: the server's. */
        public Builder lockTimeout(Duration lockTimeout) {
            this.lockTimeout = lockTimeout;
            return this;
        }

        /** Whether this unit, inside another one, gets a savepoint, so that its failure undoes only itself. */
        public Builder savepoint(boolean savepoint) {
            this.savepoint = savepoint;
            return this;
        }

        /** Whether a read unit gets a real transaction even for plain queries. */
        public Builder transaction(boolean transaction) {
            this.transaction = transaction;
            return this;
        }

        /** Where read units go. Default {@link ReadPreference#SECONDARY_PREFERRED}. */
        public Builder readPreference(ReadPreference readPreference) {
            this.readPreference = readPreference;
            return this;
        }

        /** What reads must have seen. Default {@link Consistency#SESSION}. */
        public Builder consistency(Consistency consistency) {
            this.consistency = consistency;
            return this;
        }

        /** How long a read waits for a replica to catch up. Default 100 ms. */
        public Builder replicaWait(Duration replicaWait) {
            this.replicaWait = replicaWait;
            return this;
        }

        /** Whether the unit may be run again. Default true; false if it does more than the database can undo. */
        public Builder replayable(boolean replayable) {
            this.replayable = replayable;
            return this;
        }

        /** Whether a lock timeout is a reason to run again. Default false. */
        public Builder retryLockTimeouts(boolean retryLockTimeouts) {
            this.retryLockTimeouts = retryLockTimeouts;
            return this;
        }

        /** Further failures before COMMIT that are a reason to run again, an optimistic lock's, say. Default none. */
        public Builder retryOn(Predicate<? super Throwable> retryOn) {
            this.retryOn = retryOn;
            return this;
        }

        /** How often it is run at most, the first time included. Default 10. */
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
            return this;
        }

        /** The longest pause before the second attempt. Default 20 ms. */
        public Builder initialDelay(Duration initialDelay) {
            this.initialDelay = initialDelay;
            return this;
        }

        /** The longest pause. Default 2 s. */
        public Builder maxDelay(Duration maxDelay) {
            this.maxDelay = maxDelay;
            return this;
        }

        /** By how much the longest pause grows with each attempt. Default 2. */
        public Builder multiplier(double multiplier) {
            this.multiplier = multiplier;
            return this;
        }

        /** The share of a pause that is random, 0 to 1. Default 1: losers of a race must not meet again. */
        public Builder jitter(double jitter) {
            this.jitter = jitter;
            return this;
        }

        /** After which no further attempt is begun. Default 60 s. */
        public Builder deadline(Duration deadline) {
            this.deadline = deadline;
            return this;
        }

        /** Told of each retry, before its pause. What it throws ends the unit. */
        public Builder onRetry(Consumer<? super RetryEvent> onRetry) {
            this.onRetry = onRetry;
            return this;
        }

        /** How a lost answer to COMMIT is resolved. Default {@link CommitResolution#NONE}. */
        public Builder commitResolution(CommitResolution commitResolution) {
            this.commitResolution = commitResolution;
            return this;
        }

        /** How long it is tried to find out what became of a COMMIT. Default 30 s. */
        public Builder resolutionTimeout(Duration resolutionTimeout) {
            this.resolutionTimeout = resolutionTimeout;
            return this;
        }

        /** Whether a commit that no synchronous standby confirmed counts as one. Default false: it is reported. */
        public Builder acceptUnreplicated(boolean acceptUnreplicated) {
            this.acceptUnreplicated = acceptUnreplicated;
            return this;
        }

        private TransactionOptions build() {
            List<String> problems = new ArrayList<>();
            positive(problems, "statementTimeout", statementTimeout);
            positive(problems, "lockTimeout", lockTimeout);
            positive(problems, "deadline", deadline);
            positive(problems, "resolutionTimeout", resolutionTimeout);
            notNegative(problems, "replicaWait", replicaWait);
            notNegative(problems, "initialDelay", initialDelay);
            check(problems, maxAttempts >= 1, "maxAttempts is " + maxAttempts + ", but must be at least 1");
            check(
                    problems,
                    maxDelay.compareTo(initialDelay) >= 0,
                    "maxDelay is " + maxDelay + ", but must be at least initialDelay, which is " + initialDelay);
            check(problems, multiplier >= 1, "multiplier is " + multiplier + ", but must be at least 1");
            check(problems, jitter >= 0 && jitter <= 1, "jitter is " + jitter + ", but must be 0 to 1");
            check(
                    problems,
                    !deferrable || isolation == Isolation.SERIALIZABLE,
                    "deferrable is set, but has a meaning only with isolation SERIALIZABLE, which is " + isolation);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(
                        "A unit of work cannot be run: " + String.join("; ", problems) + ".");
            }
            return new TransactionOptions(
                    isolation,
                    deferrable,
                    statementTimeout,
                    lockTimeout,
                    savepoint,
                    transaction,
                    readPreference,
                    consistency,
                    replicaWait,
                    replayable,
                    retryLockTimeouts,
                    retryOn,
                    maxAttempts,
                    initialDelay,
                    maxDelay,
                    multiplier,
                    jitter,
                    deadline,
                    onRetry,
                    commitResolution,
                    resolutionTimeout,
                    acceptUnreplicated);
        }

        private static void positive(List<String> problems, String name, @Nullable Duration value) {
            check(
                    problems,
                    value == null || value.toMillis() > 0,
                    name + " is " + value + ", but must be at least 1 ms");
        }

        private static void notNegative(List<String> problems, String name, Duration value) {
            check(problems, !value.isNegative(), name + " is " + value + ", but must not be negative");
        }

        private static void check(List<String> problems, boolean holds, String problem) {
            if (!holds) {
                problems.add(problem);
            }
        }
    }
}
