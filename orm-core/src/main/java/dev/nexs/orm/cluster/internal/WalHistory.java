package dev.nexs.orm.cluster.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the primary was where. A replica's lag is how long ago the primary passed the place that the replica has replayed
 * to: true on an idle primary, with a stopped receiver and under a replay delay, where the replica's own clock is not. Its
 * price is a resolution of one probe interval. Immutable.
 *
 * @param timeline of which timeline
 * @param samples the oldest first
 */
record WalHistory(int timeline, List<Sample> samples) {

    private static final int SAMPLES = 600;

    static final WalHistory EMPTY = new WalHistory(0, List.of());

    /** Copies what is mutable. */
    WalHistory {
        samples = List.copyOf(samples);
    }

    /**
     * The primary at one moment.
     *
     * @param lsn where it was
     * @param at when
     */
    record Sample(long lsn, long at) {}

    WalHistory with(int timelineNow, long lsn, long now) {
        List<Sample> kept = timelineNow == timeline ? samples : List.of();
        if (!kept.isEmpty() && kept.get(kept.size() - 1).lsn() == lsn) {
            return this;
        }
        List<Sample> more = new ArrayList<>(kept.subList(Math.max(0, kept.size() - SAMPLES + 1), kept.size()));
        more.add(new Sample(lsn, now));
        return new WalHistory(timelineNow, more);
    }

    /** How far behind a replica is that says so much of itself. */
    Duration lag(ProbeResult replica, long now) {
        Duration own = ownView(replica);
        Sample last = samples.isEmpty() ? null : samples.get(samples.size() - 1);
        if (last == null) {
            return own;
        }
        if (Long.compareUnsigned(replica.lsn(), last.lsn) >= 0) {
            return Duration.ZERO;
        }
        Sample passed = firstBeyond(replica.lsn());
        Duration seen = passed == null ? Duration.ZERO : Duration.ofNanos(now - passed.at);
        Duration age = replica.replayAge();
        boolean olderThanHistory = passed != null && passed.equals(samples.get(0));
        return olderThanHistory && age != null && age.compareTo(seen) > 0 ? age : seen;
    }

    private static Duration ownView(ProbeResult replica) {
        Duration age = replica.replayAge();
        return age == null || replica.replayedAll() ? Duration.ZERO : age;
    }

    private @Nullable Sample firstBeyond(long lsn) {
        for (Sample sample : samples) {
            if (Long.compareUnsigned(sample.lsn, lsn) > 0) {
                return sample;
            }
        }
        return null;
    }
}
