package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Chooses from all nodes those that may be routed to. */
final class TableBuilder {

    private final List<String> regions;
    private final List<String> tags;

    /** Prefers nodes of the earlier regions, and in one region those that have one of the earlier tags. */
    TableBuilder(List<String> regions, List<String> tags) {
        this.regions = regions;
        this.tags = tags;
    }

    Table build(Collection<Member> members, Function<Member, @Nullable Route> routes, Verdict verdict) {
        Route primary = null;
        List<Route> active = new ArrayList<>();
        List<Route> suspect = new ArrayList<>();
        for (Member member : members) {
            Route route = member.life.drained() || !member.serves() ? null : routes.apply(member);
            if (route != null && member.role == NodeRole.PRIMARY) {
                primary = route;
            } else if (route != null && !member.lagging) {
                (member.life.probed() == NodeState.ACTIVE ? active : suspect).add(route);
            }
        }
        List<Route> replicas = active.isEmpty() ? suspect : active;
        List<Route> all = new ArrayList<>(replicas);
        if (primary != null) {
            all.add(primary);
        }
        return new Table(primary, preferred(replicas), preferred(all), refusal(verdict), lockedOut(members));
    }

    /** Each preference narrows the choice only if that leaves anybody. */
    private List<Route> preferred(List<Route> routes) {
        List<Route> near = firstOf(regions, routes, (region, route) -> Objects.equals(region, route.region()));
        return firstOf(tags, near, (tag, route) -> route.tags().contains(tag));
    }

    private static List<Route> firstOf(List<String> wishes, List<Route> routes, Wish wish) {
        for (String wanted : wishes) {
            Predicate<Route> fits = route -> wish.isGranted(wanted, route);
            if (routes.stream().anyMatch(fits)) {
                return routes.stream().filter(fits).toList();
            }
        }
        return routes;
    }

    @FunctionalInterface
    private interface Wish {
        boolean isGranted(String wanted, Route route);
    }

    private static boolean lockedOut(Collection<Member> members) {
        return !members.isEmpty() && members.stream().allMatch(Member::neverLetIn);
    }

    private static @Nullable String refusal(Verdict verdict) {
        if (!verdict.splitBrain()) {
            return null;
        }
        List<String> ids = verdict.rivals().stream().map(Claim::id).sorted().toList();
        return "split brain suspected: " + String.join(" and ", ids) + " both say they are primary on timeline "
                + verdict.rivals().get(0).timeline() + ", so writes are refused; stop one of them";
    }
}
