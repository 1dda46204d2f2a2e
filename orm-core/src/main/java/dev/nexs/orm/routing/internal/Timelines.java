package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.cluster.internal.Member;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.cluster.internal.Table;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What tokens of earlier timelines amount to in the present one. Thread-safe.
 *
 * <p>A timeline begins with what it took over of the one before; whatever that one wrote after, it does not have. So a
 * replica that has replayed any position of the new primary shows all of an old token's writes that there still are. The
 * position has to be asked after the change was noticed here: a replica that was asked before might have been further than
 * an answer that was under way then.
 */
final class Timelines {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final NodeCluster cluster;
    private volatile @Nullable Change change;

    Timelines(NodeCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * A new timeline.
     *
     * @param timeline which
     * @param noticed when that was noticed here
     * @param first a position of it, or null until it is known
     */
    private record Change(
            int timeline, long noticed, @Nullable ConsistencyToken first) {}

    /** {@return the same token, or what it amounts to now if its timeline has ended and the new one is known already} */
    ConsistencyToken today(ConsistencyToken token) {
        Route primary = cluster.table().primary();
        WalPosition now = primary == null ? null : primary.member().position();
        if (primary == null || now == null || !isOver(token, now)) {
            return token;
        }
        ConsistencyToken first = first(primary.member(), now.timeline());
        return first == null || !first.sameSystem(token) ? token : first;
    }

    private @Nullable ConsistencyToken first(Member primary, int timeline) {
        Change known = change;
        if (known == null || known.timeline() != timeline) {
            known = new Change(timeline, System.nanoTime(), null);
            change = known;
        }
        if (known.first() == null && primary.askedAt() - known.noticed() > 0) {
            WalPosition position = primary.position();
            if (position != null && position.timeline() == timeline) {
                known = new Change(
                        timeline, known.noticed(), new ConsistencyToken(primary.system(), timeline, position.lsn()));
                change = known;
            }
        }
        return known.first();
    }

    /** Whether the primary is known to be of an earlier timeline than {@code token}, so that another one must be about. */
    boolean isAhead(ConsistencyToken token) {
        Route primary = cluster.table().primary();
        WalPosition now = primary == null ? null : primary.member().position();
        return now != null && now.timeline() < token.timeline() && !cluster.isForgotten(token.timeline());
    }

    /** Whether the token's timeline has ended: there is a later one, or it was a mistake. */
    private boolean isOver(ConsistencyToken token, WalPosition now) {
        return now.timeline() > token.timeline()
                || (now.timeline() < token.timeline() && cluster.isForgotten(token.timeline()));
    }

    /** Whether positions of {@code token}'s timeline can be compared with those of replicas: it is the primary's. */
    boolean isPresent(ConsistencyToken token) {
        Route primary = cluster.table().primary();
        WalPosition now = primary == null ? null : primary.member().position();
        return now == null || now.timeline() == token.timeline();
    }

    /** Whether a position of the token's timeline and cluster can be compared with those of the replicas in {@code table}. */
    boolean isComparable(Table table, ConsistencyToken token) {
        Route primary = table.primary();
        WalPosition now = primary == null ? null : primary.member().position();
        return now == null || (now.timeline() == token.timeline() && now.sameSystem(token.position()));
    }

    /**
     * Waits until the primary of the token's timeline, which another process must have met already, is known here too.
     *
     * @throws NodesUnavailableException when it is not within {@code patience}
     */
    void awaitPrimaryOf(ConsistencyToken token, Duration patience) throws NodesUnavailableException {
        await(
                () -> isAhead(token),
                "primary of timeline " + token.timeline() + ", on which consistency token " + token + " was issued,",
                patience);
    }

    private void await(BooleanSupplier missing, String what, Duration patience) throws NodesUnavailableException {
        long end = System.nanoTime() + patience.toNanos();
        while (missing.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0 || cluster.isClosed() || !awaited(cluster.table(), Math.min(left, LOOK_NANOS))) {
                throw new NodesUnavailableException(
                        "no " + what + " within " + patience.toMillis() + " ms", cluster.nodes());
            }
        }
    }

    /** {@return false if interrupted} */
    private boolean awaited(Table table, long nanos) {
        try {
            if (table.primary() != null) {
                cluster.doubt(table.primary());
            }
            table.replicas().forEach(cluster::doubt);
            cluster.pools().awaitChange(table, nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** {@return a replica's timeline, or 0 while it is not certain: it may follow a promotion before that is known} */
    int of(WalPosition replica) {
        Route primary = cluster.table().primary();
        WalPosition now = primary == null ? null : primary.member().position();
        if (now == null || replica.timeline() == now.timeline()) {
            return replica.timeline();
        }
        return replica.timeline() == 0 ? now.timeline() : 0;
    }

    /** {@return which cluster this is, or 0 while that is not known or may not be asked} */
    long system() {
        long settled = cluster.system();
        return settled != 0 ? settled : ask(cluster.table());
    }

    /** A node that serves is one of this cluster. */
    private static long ask(Table table) {
        Route primary = table.primary();
        long found = primary == null ? 0 : primary.member().system();
        for (int i = 0; found == 0 && i < table.replicas().size(); i++) {
            found = table.replicas().get(i).member().system();
        }
        return found;
    }

    /**
     * Waits until some node serves, and so says which cluster this is, if its role may.
     *
     * @throws NodesUnavailableException when none does within {@code patience}
     */
    void awaitSystem(Duration patience) throws NodesUnavailableException {
        if (system() == 0) {
            await(
                    () -> cluster.table().primary() == null
                            && cluster.table().replicas().isEmpty(),
                    "node that serves",
                    patience);
        }
    }

    /**
     * Refuses a token of another cluster: no node here will ever show what it covers.
     *
     * @throws IllegalArgumentException if it is one
     */
    void requireOurs(ConsistencyToken token, Duration patience) throws NodesUnavailableException {
        awaitSystem(patience);
        long ours = system();
        if (ours != 0 && token.systemIdentifier() != 0 && token.systemIdentifier() != ours) {
            throw new IllegalArgumentException("Consistency token " + token + " was issued by the cluster with system"
                    + " identifier " + Long.toUnsignedString(token.systemIdentifier()) + ", but this datasource reads"
                    + " from the one with " + Long.toUnsignedString(ours)
                    + "; hand a token only to datasources of the cluster that issued it");
        }
    }
}
