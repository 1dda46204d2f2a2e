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
     * @return a route, or null when none is fit now
     */
    @Nullable
    Route choose(Table table, ReadPreference preference, Collection<Route> tried) {
        return switch (preference) {
            case PRIMARY -> primary(table, tried);
            case PRIMARY_PREFERRED -> or(primary(table, tried), table, tried);
            case SECONDARY -> balanced(table.replicas(), balancer, tried);
            case SECONDARY_PREFERRED -> {
                Route replica = balanced(table.replicas(), balancer, tried);
                yield replica != null ? replica : primary(table, tried);
            }
            case NEAREST -> balanced(table.nearest(), fastest, tried);
        };
    }

    private @Nullable Route or(@Nullable Route primary, Table table, Collection<Route> tried) {
        return primary != null ? primary : balanced(table.replicas(), balancer, tried);
    }

    @Nullable
    Route replica(List<Route> replicas, Collection<Route> tried) {
        return balanced(replicas, balancer, tried);
    }

    @Nullable
    Route primary(Table table, Collection<Route> tried) {
        Route primary = table.primary();
        return primary != null && fit(primary, tried) ? primary : null;
    }

    private static @Nullable Route balanced(List<Route> routes, LoadBalancer chooser, Collection<Route> tried) {
        int size = routes.size();
        if (size == 0) {
            return null;
        }
        if (size == 1) {
            Route only = routes.get(0);
            return fit(only, tried) ? only : null;
        }
        Route chosen = chosen(chooser.choose(routes), chooser);
        int index = routes.indexOf(chosen);
        double ramp = chosen.member().ramp();
        if (ramp < 1 && ThreadLocalRandom.current().nextDouble() >= ramp) {
            index++;
        }
        return firstFit(routes, index, tried);
    }

    private static Route chosen(@Nullable Candidate candidate, LoadBalancer chooser) {
        if (candidate instanceof Route route) {
            return route;
        }
        throw new IllegalStateException("load balancer " + chooser.getClass().getName() + " chose " + candidate
                + "; allowed is one of the candidates that it was given");
    }

    private static @Nullable Route firstFit(List<Route> routes, int start, Collection<Route> tried) {
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get((start + i) % routes.size());
            if (fit(route, tried)) {
                return route;
            }
        }
        return null;
    }

    private static boolean fit(Route route, Collection<Route> tried) {
        return (tried.isEmpty() || !tried.contains(route)) && route.member().admits();
    }
}
