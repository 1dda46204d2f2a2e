package dev.nexs.orm.routing.spi;

import java.util.List;

/**
 * Chooses one of several fit nodes. Called by many threads at once for every routed borrow, so it must not block and
 * should not allocate. An implementation named in {@code nexs.load-balancer} needs a public constructor without
 * arguments.
 */
@FunctionalInterface
public interface LoadBalancer {

    /**
     * Chooses.
     *
     * @param candidates at least two, immutable; the list is the same object until the cluster changes
     * @return one of them; anything else is an error for the borrower
     */
    Candidate choose(List<? extends Candidate> candidates);
}
