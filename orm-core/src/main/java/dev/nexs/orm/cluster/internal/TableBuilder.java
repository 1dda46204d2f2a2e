package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Chooses from all nodes those that may be routed to. */
final class TableBuilder {

    private final List<String> regions;

    TableBuilder(List<String> regions) {
        this.regions = regions;
    }

    Table build(Collection<Member> members, Verdict verdict) {
        Route primary = null;
        List<Route> active = new ArrayList<>();
        List<Route> suspect = new ArrayList<>();
        for (Member member : members) {
            Route route = route(member);
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
        return new Table(primary, inBestRegion(replicas), inBestRegion(all), refusal(verdict), lockedOut(members));
    }

    private static @Nullable Route route(Member member) {
        return member.life.drained() || !member.serves() ? null : member.route();
    }

    private List<Route> inBestRegion(List<Route> routes) {
        for (String region : regions) {
            List<Route> there = routes.stream()
                    .filter(route -> Objects.equals(region, route.region()))
                    .toList();
            if (!there.isEmpty()) {
                return there;
            }
        }
        return routes;
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
