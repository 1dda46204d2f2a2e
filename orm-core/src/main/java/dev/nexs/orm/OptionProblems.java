package dev.nexs.orm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds everything that is wrong with a unit's options. */
final class OptionProblems {

    private final List<String> found = new ArrayList<>();

    private OptionProblems() {}

    /**
     * Accepts options without a problem.
     *
     * @throws IllegalArgumentException naming every problem
     */
    static void refuse(TransactionOptions options) {
        OptionProblems problems = new OptionProblems();
        problems.ofTimes(options);
        problems.ofRetries(options);
        problems.check(
                !options.deferrable() || options.isolation() == Isolation.SERIALIZABLE,
                "deferrable is set, but has a meaning only with isolation SERIALIZABLE, which is "
                        + options.isolation());
        if (!problems.found.isEmpty()) {
            throw new IllegalArgumentException(
                    "A unit of work cannot be run: " + String.join("; ", problems.found) + ".");
        }
    }

    private void ofTimes(TransactionOptions options) {
        positive("statementTimeout", options.statementTimeout());
        positive("lockTimeout", options.lockTimeout());
        positive("deadline", options.deadline());
        positive("resolutionTimeout", options.resolutionTimeout());
        check(
                options.markerAge().compareTo(options.resolutionTimeout()) >= 0,
                "markerAge is " + options.markerAge() + ", but must be at least resolutionTimeout, which is "
                        + options.resolutionTimeout());
        notNegative("replicaWait", options.replicaWait());
        notNegative("initialDelay", options.initialDelay());
    }

    private void ofRetries(TransactionOptions options) {
        Duration initial = options.initialDelay();
        check(
                options.maxAttempts() >= 1 && options.maxAttempts() <= TransactionOptions.MOST_ATTEMPTS,
                "maxAttempts is " + options.maxAttempts() + ", but must be 1 to " + TransactionOptions.MOST_ATTEMPTS);
        check(
                options.maxDelay().compareTo(initial) >= 0,
                "maxDelay is " + options.maxDelay() + ", but must be at least initialDelay, which is " + initial);
        check(
                options.multiplier() >= 1 && options.multiplier() <= TransactionOptions.MOST_MULTIPLIER,
                "multiplier is " + options.multiplier() + ", but must be 1 to " + TransactionOptions.MOST_MULTIPLIER);
        check(options.jitter() >= 0 && options.jitter() <= 1, "jitter is " + options.jitter() + ", but must be 0 to 1");
    }

    private void positive(String name, @Nullable Duration value) {
        check(value == null || value.toMillis() > 0, name + " is " + value + ", but must be at least 1 ms");
    }

    private void notNegative(String name, Duration value) {
        check(!value.isNegative(), name + " is " + value + ", but must not be negative");
    }

    private void check(boolean holds, String problem) {
        if (!holds) {
            found.add(problem);
        }
    }
}
