package dev.nexs.orm.routing.internal;

import dev.nexs.orm.routing.spi.Candidate;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Takes nodes with chances in the ratio of their weights. */
public final class WeightedBalancer implements LoadBalancer {

    @Override
    public Candidate choose(List<? extends Candidate> candidates) {
        int size = candidates.size();
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += candidates.get(i).weight();
        }
        double ticket = ThreadLocalRandom.current().nextDouble() * total;
        for (int i = 0; i < size - 1; i++) {
            ticket -= candidates.get(i).weight();
            if (ticket < 0) {
                return candidates.get(i);
            }
        }
        return candidates.get(size - 1);
    }
}
