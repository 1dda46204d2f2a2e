package dev.nexs.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a {@link FaultSchedule} is to be. Not thread-safe. */
public final class FaultScheduleBuilder {

    private static final int DEFAULT_FAULTS = 10;
    private static final int DEFAULT_AT_ONCE = 2;

    private final int replicas;
    private @Nullable Long seed = Long.getLong(FaultSchedule.SEED_SETTING);
    private int faults = DEFAULT_FAULTS;
    private int atOnce = DEFAULT_AT_ONCE;
    private Duration shortestGap = Duration.ofMillis(50);
    private Duration longestGap = Duration.ofMillis(500);
    private final Set<Fault> kinds = EnumSet.allOf(Fault.class);

    FaultScheduleBuilder(int replicas) {
        this.replicas = replicas;
    }

    /** The seed; by default the system property {@value FaultSchedule#SEED_SETTING}, and without that a random one. */
    public FaultScheduleBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** How many faults begin; {@value #DEFAULT_FAULTS} by default. */
    public FaultScheduleBuilder faults(int faults) {
        this.faults = faults;
        return this;
    }

    /** How many faults hold at the same time at most; {@value #DEFAULT_AT_ONCE} by default. */
    public FaultScheduleBuilder atOnce(int atOnce) {
        this.atOnce = atOnce;
        return this;
    }

    /** How long it is from one step to the next; 50 to 500 ms by default. */
    public FaultScheduleBuilder gaps(Duration shortest, Duration longest) {
        this.shortestGap = shortest;
        this.longestGap = longest;
        return this;
    }

    /** Draws from these faults only. */
    public FaultScheduleBuilder only(Fault... faultKinds) {
        kinds.clear();
        Collections.addAll(kinds, faultKinds);
        return this;
    }

    /** Leaves these faults out. */
    public FaultScheduleBuilder without(Fault... faultKinds) {
        List.of(faultKinds).forEach(kinds::remove);
        return this;
    }

    /**
     * Checks everything at once and settles the seed.
     *
     * @throws IllegalArgumentException naming every wrong value
     */
    long seed() {
        List<String> wrong = new ArrayList<>();
        if (faults < 1) {
            wrong.add("faults is " + faults + ", but must be at least 1");
        }
        if (atOnce < 1) {
            wrong.add("atOnce is " + atOnce + ", but must be at least 1");
        }
        if (shortestGap.isNegative() || longestGap.compareTo(shortestGap) < 0) {
            wrong.add("gaps are " + shortestGap + " to " + longestGap
                    + ", but the first must not be negative, and the second not be shorter");
        }
        if (kinds().isEmpty()) {
            wrong.add("no fault is left to draw from on a cluster with " + replicas + " replicas: "
                    + List.of(Fault.values()).stream()
                            .filter(fault -> !fault.isPossibleWith(replicas))
                            .toList()
                    + " need one");
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("A fault schedule cannot be drawn: " + String.join("; ", wrong) + ".");
        }
        Long given = seed;
        return given != null ? given : ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    }

    int replicas() {
        return replicas;
    }

    int faults() {
        return faults;
    }

    int atOnce() {
        return atOnce;
    }

    Duration shortestGap() {
        return shortestGap;
    }

    Duration longestGap() {
        return longestGap;
    }

    List<Fault> kinds() {
        return kinds.stream().filter(fault -> fault.isPossibleWith(replicas)).toList();
    }
}
