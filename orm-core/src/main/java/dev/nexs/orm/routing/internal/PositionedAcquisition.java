package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.cluster.internal.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One borrower's way to a node that shows what a token covers. What the monitors know of replicas is often enough; else a
 * replica is borrowed and asked until it has caught up. Knowledge that is out of date costs a question, never a stale
 * read: only a replica that is known to have the position is given away.
 */
final class PositionedAcquisition {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** How long one of several replicas is asked before the next: another may have caught up already. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final NodeCluster cluster;
    private final Chooser chooser;
    private final Router router;
    private final ReadPreference preference;
    private final ConsistencyToken token;
    private final WalPosition minimum;
    private final Set<Route> tried = new HashSet<>();
    private @Nullable SQLException failure;

    PositionedAcquisition(
            NodeCluster cluster, Chooser chooser, Router router, ReadPreference preference, ConsistencyToken token) {
        this.cluster = cluster;
        this.chooser = chooser;
        this.router = router;
        this.preference = preference;
        this.token = token;
        this.minimum = token.position();
    }

    Borrowed run(Duration deadline) throws SQLException {
        long end = System.nanoTime() + deadline.toNanos();
        if (preference == ReadPreference.PRIMARY_PREFERRED && cluster.table().primary() != null) {
            return fromPrimary();
        }
        if (preference == ReadPreference.NEAREST && isPrimaryNearest()) {
            return fromPrimary();
        }
        while (true) {
            Borrowed replica = fromReplica(end);
            if (replica != null) {
                return replica;
            }
            Table table = cluster.table();
            boolean hope = comparable(table) && !table.replicas().isEmpty();
            boolean goOn = (hope || preference == ReadPreference.SECONDARY) && canWait(table, end);
            if (!goOn && preference == ReadPreference.SECONDARY) {
                throw unavailable(deadline);
            }
            if (!goOn) {
                return fromPrimary();
            }
            tried.clear();
        }
    }

    private boolean isPrimaryNearest() {
        Table table = cluster.table();
        Route nearest = chooser.choose(table, ReadPreference.NEAREST, tried, true);
        return nearest != null && nearest.equals(table.primary());
    }

    /** Between two rounds of questions. */
    private boolean canWait(Table table, long end) throws SQLException {
        long left = end - System.nanoTime();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        try {
            cluster.awaitChange(table, Math.min(left, FIRST_PAUSE_NANOS));
            return !cluster.isClosed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private @Nullable Borrowed fromReplica(long end) throws SQLException {
        Table table = cluster.table();
        if (!comparable(table)) {
            return null;
        }
        while (true) {
            List<Route> having = having(table.replicas());
            Route route = chooser.replica(having.isEmpty() ? table.replicas() : having, tried);
            if (route == null) {
                return null;
            }
            long turn = table.replicas().size() == 1 ? end : Math.min(end, System.nanoTime() + TURN_NANOS);
            Borrowed borrowed = tried(route, having.isEmpty(), turn);
            if (borrowed != null) {
                return borrowed;
            }
        }
    }

    private @Nullable Borrowed tried(Route route, boolean ask, long end) {
        tried.add(route);
        try {
            Borrowed borrowed = Borrowed.soonFrom(route);
            if (!ask || catchesUp(route, borrowed.connection(), end)) {
                return borrowed;
            }
        } catch (SQLException e) {
            cluster.passedOver(route, e);
            failure = e;
        }
        return null;
    }

    /** A position of another timeline than the primary's can be compared with none of its replicas. */
    private boolean comparable(Table table) {
        Route primary = table.primary();
        WalPosition current = primary == null ? null : primary.member().position();
        return current == null || (current.timeline() == minimum.timeline() && current.sameSystem(minimum));
    }

    /** The list itself when all have it, so that the usual case allocates nothing. */
    private List<Route> having(List<Route> replicas) {
        List<Route> some = null;
        for (int i = 0; i < replicas.size(); i++) {
            Route route = replicas.get(i);
            if (!Router.shows(route, token) && some == null) {
                some = new ArrayList<>(replicas.subList(0, i));
            } else if (some != null && Router.shows(route, token)) {
                some.add(route);
            }
        }
        return some == null ? replicas : some;
    }

    /** A replica whose timeline this role may not read is taken at the primary's, which was compared already. */
    private boolean onTimeline(WalPosition replica) {
        return replica.sameSystem(minimum) && (replica.timeline() == minimum.timeline() || replica.timeline() == 0);
    }

    private boolean catchesUp(Route route, Connection connection, long end) throws SQLException {
        boolean lend = false;
        try {
            lend = askUntil(route, connection, end);
            return lend;
        } finally {
            if (!lend) {
                connection.close();
            }
        }
    }

    private boolean askUntil(Route route, Connection connection, long end) throws SQLException {
        WalPosition known = route.member().position();
        if (known == null || !onTimeline(known)) {
            return false;
        }
        return router.replayWait().reaches(route.member(), connection, minimum, end, () -> !cluster.isOver(route));
    }

    private Borrowed fromPrimary() throws SQLException {
        try {
            return router.primaryShowing(token);
        } catch (SQLException e) {
            if (failure != null) {
                e.addSuppressed(failure);
            }
            throw e;
        }
    }

    private NodesUnavailableException unavailable(Duration deadline) {
        NodesUnavailableException unavailable = new NodesUnavailableException(
                "no replica has reached " + minimum + " within " + deadline.toMillis() + " ms", cluster.nodes());
        if (failure != null) {
            unavailable.addSuppressed(failure);
        }
        return unavailable;
    }
}
