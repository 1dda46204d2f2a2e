package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds nodes that are one server under several names: two addresses of one machine, two poolers before it, a name that
 * follows the primary beside the primary's own. Two names are no two primaries. A server is known by the microsecond at
 * which it was started; one of its names serves, the others stand by. Guarded by the cluster's lock.
 */
final class Twins {

    /** Whoever serves already goes on, so that no connection is lost when a name begins to lead elsewhere. */
    private static final Comparator<Member> SERVING_FIRST = Comparator.comparing(
                    (Member member) -> member.role != NodeRole.PRIMARY)
            .thenComparing(member -> !member.serves());

    private Twins() {}

    /** Has each node know the one that serves in its stead, if there is one. */
    static void pair(Collection<Member> all) {
        List<Member> serving = new ArrayList<>();
        List<Member> inSight = all.stream()
                .filter(member -> member.result != null && !member.outOfSight())
                .sorted(SERVING_FIRST)
                .toList();
        List<Member> twins = new ArrayList<>();
        for (Member member : inSight) {
            Member twin = serving.stream()
                    .filter(other -> isOne(other, member))
                    .findFirst()
                    .orElse(null);
            twins.add(twin);
            if (twin == null) {
                serving.add(member);
            }
        }
        all.forEach(member -> member.twin = null);
        for (int i = 0; i < twins.size(); i++) {
            inSight.get(i).twin = twins.get(i);
        }
    }

    private static boolean isOne(Member serving, Member member) {
        ProbeResult one = serving.result;
        ProbeResult other = member.result;
        if (one == null || other == null) {
            return false;
        }
        return one.isSameServer(other) || (serving.equals(member.twin) && !areBothSure(serving, member));
    }

    /**
     * When their server is restarted, the two names do not notice at the same moment: they have parted only when each was
     * asked after the other had begun to say something else.
     */
    private static boolean areBothSure(Member one, Member other) {
        return one.askedAt() - other.startKnownAt >= 0 && other.askedAt() - one.startKnownAt >= 0;
    }

    static @Nullable String objection(Member member) {
        Member twin = member.twin;
        return twin == null ? null : "is the same server as " + twin.id + ", which serves under that name";
    }
}
