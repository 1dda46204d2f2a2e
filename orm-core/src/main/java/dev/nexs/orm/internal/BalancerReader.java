package dev.nexs.orm.internal;

import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.orm.routing.spi.LoadBalancer;

/** Reads a load balancer: one itself, the name of one that comes with the library, or the name of a class. */
final class BalancerReader implements ValueReader<LoadBalancer> {

    @Override
    public LoadBalancer read(Object raw) {
        return raw instanceof LoadBalancer balancer
                ? balancer
                : LoadBalancers.named(Readers.text().read(raw));
    }

    @Override
    public String allowed() {
        return "round-robin, random, weighted, latency, least-connections, a " + LoadBalancer.class.getName()
                + " or the name of a class that is one and has a public constructor without parameters";
    }
}
