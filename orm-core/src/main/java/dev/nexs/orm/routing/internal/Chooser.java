package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.cluster.internal.Table;
import dev.nexs.orm.routing.spi.Candidate;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Finds the route that a preference allows. Allocates nothing while every candidate is fit. */
final class Chooser {

    private final LoadBalancer balancer;
    private final LoadBalancer fastest = new LatencyBalancer();

    Chooser(LoadBalancer balancer) {
        this.balancer = balancer;
    }

    /**
     * Chooses.
     *
     * @param tried routes that failed this borrower already
     * @param choosy whether nodes that let no new connection in are passed over
     * @return a route, or null when none is fit now
     */
    @Nullable
    Route choose(Table table, ReadPreference preference, Collection<Route> tried, boolean choosy) {
        return switch (preference) {
            case PRIMARY -> primary(table, tried, choosy);
            case PRIMARY_PREFERRED -> {
                Route primary = primary(table, tried, choosy);
                yield primary != null ? primary : balanced(table.replicas(), balancer, tried, choosy);
            }
            case SECONDARY -> balanced(table.replicas(), balancer, tried, choosy);
            case SECONDARY_PREFERRED -> {
                Route replica = balanced(table.replicas(), balancer, tried, choosy);
                yield replica != null ? replica : primary(table, tried, choosy);
            }
            case NEAREST -> balanced(table.nearest(), fastest, tried, choosy);
        };
    }

    /** One of these that lets connections in, or null. */
    @Nullable
    Route replica(List<Route> replicas, Collection<Route> tried) {
        return balanced(replicas, balancer, tried, true);
    }

    private static @Nullable Route primary(Table table, Collection<Route> tried, boolean choosy) {
        Route primary = table.primary();
        return primary != null && fit(primary, tried, choosy) ? primary : null;
    }

    private static @Nullable Route balanced(
            List<Route> routes, LoadBalancer chooser, Collection<Route> tried, boolean choosy) {
        int size = routes.size();
        if (size == 0) {
            return null;
        }
        if (size == 1) {
            Route only = routes.get(0);
            return fit(only, tried, choosy) ? only : null;
        }
        Route chosen = chosen(chooser.choose(routes), chooser);
        int index = routes.indexOf(chosen);
        double ramp = chosen.member().ramp();
        if (ramp < 1 && ThreadLocalRandom.current().nextDouble() >= ramp) {
            index++;
        }
        return firstFit(routes, index, tried, choosy);
    }

    private static Route chosen(@Nullable Candidate candidate, LoadBalancer chooser) {
        if (candidate instanceof Route route) {
            return route;
        }
        throw new IllegalStateException("load balancer " + chooser.getClass().getName() + " chose " + candidate
                + "; allowed is one of the candidates that it was given");
    }

    private static @Nullable Route firstFit(List<Route> routes, int start, Collection<Route> tried, boolean choosy) {
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get((start + i) % routes.size());
            if (fit(route, tried, choosy)) {
                return route;
            }
        }
        return null;
    }

    /** The breaker comes last: half-open it lets few in, and who asks it has to go. */
    private static boolean fit(Route route, Collection<Route> tried, boolean choosy) {
        return (tried.isEmpty() || !tried.contains(route))
                && (!choosy || route.canLend())
                && route.member().admits();
    }
}
