package dev.nexs.orm.routing.internal;

import dev.nexs.orm.routing.spi.Candidate;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes the less busy of two random nodes, in relation to their weights. Two draws come close to the global minimum and
 * do not send every borrower of one moment to the same node.
 */
public final class LeastConnectionsBalancer implements LoadBalancer {

    @Override
    public Candidate choose(List<? extends Candidate> candidates) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int size = candidates.size();
        int first = random.nextInt(size);
        int second = (first + 1 + random.nextInt(size - 1)) % size;
        Candidate one = candidates.get(first);
        Candidate other = candidates.get(second);
        return load(one) <= load(other) ? one : other;
    }

    private static double load(Candidate candidate) {
        return (candidate.busy() + 1) / candidate.weight();
    }
}
