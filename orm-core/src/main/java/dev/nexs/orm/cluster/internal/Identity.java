package dev.nexs.orm.cluster.internal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster this is. Most nodes decide; of equally many the one configured first. Once a primary was elected it is
 * settled for good, so that nodes that come later cannot outvote it. Guarded by the cluster's lock.
 */
final class Identity {

    private @Nullable String settled;

    @Nullable
    String of(Collection<Member> members) {
        if (settled != null) {
            return settled;
        }
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (Member member : members) {
            ProbeResult known = member.result;
            if (known != null && known.systemIdentifier() != null) {
                votes.merge(known.systemIdentifier(), 1, Integer::sum);
            }
        }
        String winner = null;
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                most = vote.getValue();
                winner = vote.getKey();
            }
        }
        return winner;
    }

    void settle(@Nullable String identifier) {
        if (settled == null) {
            settled = identifier;
        }
    }

    static @Nullable String objection(Member member, @Nullable String cluster) {
        ProbeResult known = member.result;
        String own = known == null ? null : known.systemIdentifier();
        return own == null || cluster == null || own.equals(cluster)
                ? null
                : "belongs to another cluster: its system identifier is " + own + ", the cluster's is " + cluster;
    }
}
