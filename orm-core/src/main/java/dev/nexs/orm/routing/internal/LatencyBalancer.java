package dev.nexs.orm.routing.internal;

import dev.nexs.orm.routing.spi.Candidate;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes one of the fastest nodes, in the ratio of their weights. All that are within a window of the fastest count as
 * equally fast: a strict order would send everybody to one node until it is the slowest.
 */
public final class LatencyBalancer implements LoadBalancer {

    private static final long WINDOW_NANOS = 1_000_000;

    @Override
    public Candidate choose(List<? extends Candidate> candidates) {
        int size = candidates.size();
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            fastest = Math.min(fastest, candidates.get(i).latencyNanos());
        }
        long limit = fastest + Math.max(WINDOW_NANOS, fastest / 2);
        double best = -1;
        Candidate chosen = candidates.get(0);
        for (int i = 0; i < size; i++) {
            Candidate candidate = candidates.get(i);
            if (candidate.latencyNanos() <= limit) {
                double draw = draw(candidate.weight());
                if (draw > best) {
                    best = draw;
                    chosen = candidate;
                }
            }
        }
        return chosen;
    }

    /** The largest of such draws is each candidate's with a chance in the ratio of the weights; latencies may change meanwhile. */
    private static double draw(double weight) {
        double uniform = ThreadLocalRandom.current().nextDouble();
        return weight == 1 ? uniform : Math.pow(uniform, 1 / weight);
    }
}
