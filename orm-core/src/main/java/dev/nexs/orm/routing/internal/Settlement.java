package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.cluster.internal.Member;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.routing.internal.Trail.Visit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out how much the nodes of a trail had shown at most, and raises the caller's token by it. A replica that a monitor
 * has asked since costs nothing; any other node is asked once. Thread-safe.
 */
final class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final NodeCluster cluster;
    private final Timelines timelines;

    Settlement(NodeCluster cluster, Timelines timelines) {
        this.cluster = cluster;
        this.timelines = timelines;
    }

    /** {@return whether the caller's token covers now what every node but {@code stay} had shown} */
    boolean settle(Memory memory, @Nullable Route stay) {
        boolean all = true;
        for (Visit visit : memory.trail().visits()) {
            Route route = visit.route();
            all &= route != null && (route.equals(stay) || settle(memory, visit, route));
        }
        return all;
    }

    private boolean settle(Memory memory, Visit visit, Route route) {
        ConsistencyToken shown = fromMonitor(visit, route);
        if (shown == null) {
            shown = ask(route);
        }
        if (shown == null) {
            return false;
        }
        memory.raise(shown);
        memory.trail().settled(visit);
        return true;
    }

    /** {@return whether the primary could be asked: whatever a replica of its timeline had shown, it has written before} */
    boolean settleByPrimary(Memory memory) {
        List<Visit> visits = memory.trail().visits();
        Route primary = cluster.table().primary();
        ConsistencyToken written = primary == null ? null : ask(primary);
        if (written == null) {
            return false;
        }
        memory.raise(written);
        visits.forEach(memory.trail()::settled);
        return true;
    }

    /** A monitor asks a primary how far its log is on disk, and with asynchronous commits it shows more than that. */
    private @Nullable ConsistencyToken fromMonitor(Visit visit, Route route) {
        Member member = route.member();
        boolean since = !visit.open() && member.askedAt() - visit.last() > 0;
        WalPosition position = member.position();
        return since && position != null && member.isReplica() && !cluster.isOver(route)
                ? replica(member, position.lsn())
                : null;
    }

    private @Nullable ConsistencyToken ask(Route route) {
        if (cluster.isOver(route) || !route.canLend() || !route.member().admits()) {
            return null;
        }
        try (Connection connection = route.borrowSoon()) {
            PositionQuery.Answer answer = withinLimit(connection);
            return answer.isReplica()
                    ? replica(route.member(), answer.lsn())
                    : new ConsistencyToken(route.member().system(), answer.timeline(), answer.lsn());
        } catch (SQLException e) {
            LOG.debug("{} could not be asked how far it is", route.id(), e);
            cluster.passedOver(route, e);
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

    private @Nullable ConsistencyToken replica(Member member, long lsn) {
        WalPosition known = member.position();
        int timeline = known == null ? 0 : timelines.of(known);
        return timeline == 0 ? null : new ConsistencyToken(member.system(), timeline, lsn);
    }
}
