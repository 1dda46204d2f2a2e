package dev.nexs.orm.routing;

import dev.nexs.orm.routing.internal.LatencyBalancer;
import dev.nexs.orm.routing.internal.LeastConnectionsBalancer;
import dev.nexs.orm.routing.internal.RandomBalancer;
import dev.nexs.orm.routing.internal.RoundRobinBalancer;
import dev.nexs.orm.routing.internal.WeightedBalancer;
import dev.nexs.orm.routing.spi.LoadBalancer;

/** The load balancers that come with the library. Each call gives a new one; one may serve one datasource. */
public final class LoadBalancers {

    private LoadBalancers() {}

    /** {@return one that takes the nodes in turn} */
    public static LoadBalancer roundRobin() {
        return new RoundRobinBalancer();
    }

    /** {@return one that takes any node with the same chance} */
    public static LoadBalancer random() {
        return new RandomBalancer();
    }

    /** {@return one that takes nodes with chances in the ratio of their weights} */
    public static LoadBalancer weighted() {
        return new WeightedBalancer();
    }

    /** {@return one that prefers nodes whose probes come back fastest, and spreads over those that are about as fast} */
    public static LoadBalancer latency() {
        return new LatencyBalancer();
    }

    /** {@return one that takes the less busy of two random nodes, in relation to their weights} */
    public static LoadBalancer leastConnections() {
        return new LeastConnectionsBalancer();
    }

    /**
     * Finds a balancer by its name in settings: {@code round-robin}, {@code random}, {@code weighted}, {@code latency},
     * {@code least-connections}, or the name of a class with a public constructor without arguments.
     *
     * @throws IllegalArgumentException saying why there is none of that name
     */
    public static LoadBalancer named(String name) {
        return switch (name) {
            case "round-robin" -> roundRobin();
            case "random" -> random();
            case "weighted" -> weighted();
            case "latency" -> latency();
            case "least-connections" -> leastConnections();
            default -> instance(name);
        };
    }

    private static LoadBalancer instance(String className) {
        try {
            Class<?> type =
                    Class.forName(className, true, Thread.currentThread().getContextClassLoader());
            return type.asSubclass(LoadBalancer.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            throw new IllegalArgumentException(
                    "load balancer '" + className + "' is not known: allowed is round-robin, random, weighted, latency,"
                            + " least-connections, or the name of a public class that implements "
                            + LoadBalancer.class.getName() + " and has a public constructor without arguments (" + e
                            + ")",
                    e);
        }
    }
}
