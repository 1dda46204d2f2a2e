package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.cluster.internal.Member;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.PoolSet;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.routing.internal.NodesUsed.Visit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out how much the nodes that a caller used had shown at most, and raises the caller's token by it. A replica that a monitor
 * has asked since costs nothing; any other node is asked once. Thread-safe.
 */
final class ShownPositions {

    private static final Logger LOG = LoggerFactory.getLogger(ShownPositions.class);

    private final PoolSet pools;
    private final NodeCluster cluster;
    private final Timelines timelines;

    ShownPositions(PoolSet pools, Timelines timelines) {
        this.pools = pools;
        this.cluster = pools.cluster();
        this.timelines = timelines;
    }

    /** {@return whether the caller's token covers now what every node but {@code stay} had shown} */
    boolean cover(CallerMemory memory, @Nullable Route stay) {
        boolean all = true;
        for (Visit visit : memory.used().visits()) {
            Route route = visit.route();
            all &= route != null && (route.equals(stay) || cover(memory, visit, route));
        }
        return all;
    }

    /**
     * How much a node has shown at most.
     *
     * @param position up to where
     * @param horizon above all transactions of it
     */
    private record Shown(ConsistencyToken position, long horizon) {}

    private boolean cover(CallerMemory memory, Visit visit, Route route) {
        Shown shown = fromMonitor(visit, route);
        if (shown == null) {
            shown = ask(route);
        }
        return shown != null && cover(memory, visit, shown);
    }

    /** {@return whether what the monitors know suffices for that, so that nobody needs to be asked} */
    boolean coverByMonitors(CallerMemory memory) {
        boolean all = true;
        for (Visit visit : memory.used().visits()) {
            Route route = visit.route();
            Shown shown = route == null ? null : fromMonitor(visit, route);
            all &= shown != null && cover(memory, visit, shown);
        }
        return all;
    }

    private static boolean cover(CallerMemory memory, Visit visit, Shown shown) {
        ConsistencyToken covered = memory.token();
        if (covered != null && covered.timeline() > shown.position().timeline()) {
            // below the caller's own timeline a position cannot be placed, and raising by it would raise nothing
            return false;
        }
        memory.raise(shown.position());
        memory.used().covered(visit, shown.horizon());
        return true;
    }

    /** {@return whether the primary could be asked: whatever a replica of its timeline had shown, it has written before} */
    boolean coverByPrimary(CallerMemory memory) {
        List<Visit> visits = memory.used().visits();
        Route primary = pools.table().primary();
        Shown written = primary == null ? null : ask(primary);
        if (written == null) {
            return false;
        }
        memory.raise(written.position());
        visits.forEach(visit -> memory.used().covered(visit, 0));
        return true;
    }

    /** A monitor asks a primary how far its log is on disk, and with asynchronous commits it shows more than that. */
    private @Nullable Shown fromMonitor(Visit visit, Route route) {
        Member member = route.member();
        boolean since = !visit.open() && member.askedAt() - visit.last() > 0;
        WalPosition position = member.position();
        return since && position != null && member.isReplica() && !route.isOver()
                ? replica(member, position.lsn(), member.horizon())
                : null;
    }

    private @Nullable Shown ask(Route route) {
        if (route.isOver() || !route.canLend()) {
            return null;
        }
        try (Connection connection = route.poll(Acquisition.GLANCE_MILLIS)) {
            if (connection == null) {
                return null;
            }
            PositionQuery.Answer answer = withinLimit(connection);
            return answer.isReplica()
                    ? replica(route.member(), answer.lsn(), answer.horizon())
                    : new Shown(new ConsistencyToken(route.member().system(), answer.timeline(), answer.lsn()), 0);
        } catch (SQLException e) {
            LOG.debug("{} could not be asked how far it is", route.id(), e);
            cluster.gaveNothing(route, e);
            return null;
        }
    }

    /** A node that hangs is known to after the time of a probe; the driver only remembers the limit. */
    private PositionQuery.Answer withinLimit(Connection connection) throws SQLException {
        int before = connection.getNetworkTimeout();
        long limit = Math.max(1, cluster.settings().probeTimeout().toMillis());
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(Math.min(limit, Integer.MAX_VALUE)));
        PositionQuery.Answer answer = PositionQuery.ask(connection);
        connection.setNetworkTimeout(Runnable::run, before);
        return answer;
    }

    private @Nullable Shown replica(Member member, long lsn, long horizon) {
        WalPosition known = member.position();
        int timeline = known == null ? 0 : timelines.of(known);
        return timeline <= 0 ? null : new Shown(new ConsistencyToken(member.system(), timeline, lsn), horizon);
    }

    /** {@return above all transactions that the replicas had shown which the caller used, as far as they say; 0 for none} */
    long horizon(NodesUsed used, Route primary) {
        for (Visit visit : used.visits()) {
            Route route = visit.route();
            if (route != null && visit.replica() && !route.equals(primary)) {
                Shown shown = fromMonitor(visit, route);
                if (shown == null) {
                    shown = ask(route);
                }
                used.showed(shown == null ? 0 : shown.horizon());
            }
        }
        return used.horizon();
    }
}
