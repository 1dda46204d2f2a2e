package dev.nexs.orm.cluster.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides who of those that claim it is primary. The highest timeline wins, since each promotion starts a higher one; two
 * on one timeline are a split brain and neither is written to. A node below a timeline that was ever seen, on whatever
 * node, is an old primary. Patroni's word, where there is one, comes first.
 */
final class PrimaryRule {

    private PrimaryRule() {}

    static Verdict judge(List<Claim> claims, int highestSeen, Leader leader) {
        if (claims.isEmpty()) {
            return Verdict.NONE;
        }
        if (leader.authority()) {
            return byPatroni(claims, leader.node());
        }
        int top = claims.stream().mapToInt(Claim::timeline).max().orElse(0);
        List<Claim> best =
                claims.stream().filter(claim -> claim.timeline() == top).toList();
        if (top < highestSeen) {
            return new Verdict(null, fence(claims, null, "timeline " + highestSeen + " exists"), List.of());
        }
        if (best.size() > 1) {
            String names = best.stream().map(Claim::id).collect(Collectors.joining(" and "));
            return new Verdict(null, fence(claims, null, names + " both write timeline " + top), best);
        }
        String winner = best.get(0).id();
        return new Verdict(winner, fence(claims, winner, "timeline " + top + " exists"), List.of());
    }

    private static Verdict byPatroni(List<Claim> claims, @Nullable String leader) {
        boolean claimed = claims.stream().anyMatch(claim -> claim.id().equals(leader));
        String reason = leader == null ? "Patroni knows no leader" : "Patroni's leader is " + leader;
        return new Verdict(claimed ? leader : null, fence(claims, leader, reason), List.of());
    }

    private static Map<String, String> fence(List<Claim> claims, @Nullable String winner, String reason) {
        Map<String, String> fenced = new HashMap<>();
        for (Claim claim : claims) {
            if (!claim.id().equals(winner)) {
                fenced.put(claim.id(), "says it is primary on timeline " + claim.timeline() + " but " + reason);
            }
        }
        return Map.copyOf(fenced);
    }

    /**
     * What Patroni says.
     *
     * @param authority whether it is asked at all
     * @param node the leader's id, or null when there is none or Patroni has not answered yet
     */
    record Leader(boolean authority, @Nullable String node) {
        static final Leader NOT_ASKED = new Leader(false, null);
    }
}
