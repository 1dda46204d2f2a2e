package dev.nexs.orm.routing.internal;

import dev.nexs.orm.routing.spi.Candidate;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Takes any node with the same chance. */
public final class RandomBalancer implements LoadBalancer {

    @Override
    public Candidate choose(List<? extends Candidate> candidates) {
        return candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
    }
}
