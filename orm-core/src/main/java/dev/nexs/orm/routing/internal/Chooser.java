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
     * Chooses one of these.
     *
     * @param tried routes that failed this borrower already
     * @param choosy whether nodes that let no new connection in are passed over
     * @return a route, or null when none is fit now
     */
    @Nullable
    Route choose(List<Route> routes, ReadPreference preference, Collection<Route> tried, boolean choosy) {
        return balanced(routes, preference == ReadPreference.NEAREST ? fastest : balancer, tried, choosy);
    }

    /** {@return the one to try first, of the nodes that let connections in, or null} */
    @Nullable
    Route choose(Table table, ReadPreference preference) {
        return switch (preference) {
            case PRIMARY -> primary(table);
            case PRIMARY_PREFERRED -> {
                Route primary = primary(table);
                yield primary != null ? primary : replica(table);
            }
            case SECONDARY -> replica(table);
            case SECONDARY_PREFERRED -> {
                Route replica = replica(table);
                yield replica != null ? replica : primary(table);
            }
            case NEAREST -> balanced(table.nearest(), fastest, List.of(), true);
        };
    }

    private @Nullable Route replica(Table table) {
        return balanced(table.replicas(), balancer, List.of(), true);
    }

    private static @Nullable Route primary(Table table) {
        Route primary = table.primary();
        return primary != null && fit(primary, List.of(), true) ? primary : null;
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

    private static boolean fit(Route route, Collection<Route> tried, boolean choosy) {
        return (tried.isEmpty() || !tried.contains(route)) && (!choosy || route.canLend()) && route.admits();
    }
}
