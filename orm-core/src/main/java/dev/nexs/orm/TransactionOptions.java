package dev.nexs.orm;

import dev.nexs.orm.resilience.FailureTable;
import java.time.Duration;
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
 * @param retryOptimisticLocks whether a row that somebody changed since the unit read it is a reason to run again;
 *     default true
 * @param retryOn further failures before COMMIT that are a reason to run again
 * @param maxAttempts how often it is run at most
 * @param initialDelay the longest pause before the second attempt
 * @param maxDelay the longest pause
 * @param multiplier by how much the longest pause grows with each attempt
 * @param jitter the share of a pause that is random, 0 to 1; 1 is full jitter
 * @param deadline after which no further attempt is begun, and no node waited for
 * @param onRetry told of each retry, before its pause
 * @param commitResolution how a lost answer to COMMIT is resolved
 * @param resolutionTimeout how long it is tried to find out
 * @param sweepMarkers whether units that write marker rows also delete old ones; default true
 * @param markerAge how old a marker row is when it is deleted
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
        boolean retryOptimisticLocks,
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
        boolean sweepMarkers,
        Duration markerAge,
        boolean acceptUnreplicated) {

    /** How often a unit is run at most by default. */
    public static final int DEFAULT_MAX_ATTEMPTS = 10;

    /** How often a unit may be run at most. */
    public static final int MOST_ATTEMPTS = 1_000_000;

    /** By how much a pause may grow with each attempt. */
    public static final double MOST_MULTIPLIER = 100;

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

    /** How old a marker row is by default when it is deleted. */
    public static final Duration DEFAULT_MARKER_AGE = Duration.ofHours(1);

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
    public static final class Builder extends ClusterChoices<Builder> {

        private @Nullable Isolation isolation;
        private boolean deferrable;
        private @Nullable Duration statementTimeout;
        private @Nullable Duration lockTimeout;
        private boolean savepoint;
        private boolean transaction;

        private Builder() {}

        private Builder(TransactionOptions from) {
            super(from);
            isolation = from.isolation;
            deferrable = from.deferrable;
            statementTimeout = from.statementTimeout;
            lockTimeout = from.lockTimeout;
            savepoint = from.savepoint;
            transaction = from.transaction;
        }

        @Override
        Builder self() {
            return this;
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

        private TransactionOptions build() {
            TransactionOptions options = new TransactionOptions(
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
                    retryOptimisticLocks,
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
                    sweepMarkers,
                    markerAge,
                    acceptUnreplicated);
            OptionProblems.refuse(options);
            return options;
        }
    }
}
