package dev.nexs.orm.cluster.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * When the primary was where. A replica's lag is how long ago the primary passed the place that the replica has replayed
 * to: true on an idle primary, with a stopped receiver and under a replay delay, where the replica's own clock is not. Its
 * price is a resolution of one probe interval. Guarded by the cluster's lock.
 */
final class WalHistory {

    private static final int SAMPLES = 600;

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private int timeline;

    void add(int timelineNow, long lsn, long now) {
        if (timelineNow != timeline) {
            samples.clear();
            timeline = timelineNow;
        }
        Sample last = samples.peekLast();
        if (last != null && last.lsn == lsn) {
            return;
        }
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(lsn, now));
    }

    /** How far behind a replica is that says so much of itself. */
    Duration lag(ProbeResult replica, long now) {
        Duration own = ownView(replica);
        Sample last = samples.peekLast();
        if (last == null) {
            return own;
        }
        if (Long.compareUnsigned(replica.lsn(), last.lsn) >= 0) {
            return Duration.ZERO;
        }
        Sample passed = firstBeyond(replica.lsn());
        Duration seen = passed == null ? Duration.ZERO : Duration.ofNanos(now - passed.at);
        Duration age = replica.replayAge();
        boolean olderThanHistory = passed != null && passed.equals(samples.peekFirst());
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

    private record Sample(long lsn, long at) {}
}
