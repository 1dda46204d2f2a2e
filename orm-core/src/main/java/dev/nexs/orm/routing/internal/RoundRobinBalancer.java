package dev.nexs.orm.routing.internal;

import dev.nexs.orm.routing.spi.Candidate;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes the nodes in turn. The price is one contended counter. */
public final class RoundRobinBalancer implements LoadBalancer {

    private final AtomicInteger turns = new AtomicInteger();

    @Override
    public Candidate choose(List<? extends Candidate> candidates) {
        return candidates.get(Math.floorMod(turns.getAndIncrement(), candidates.size()));
    }
}
