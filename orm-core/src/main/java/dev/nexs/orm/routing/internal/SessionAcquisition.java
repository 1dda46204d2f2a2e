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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One borrower's way to a node that shows no less than it has seen. It stays with the node that it used last: that costs
 * nothing, and the node has never shown more than it does now. Whoever has to leave that node asks it how far it is, once;
 * if it does not answer, the primary serves, which has written all that a replica can have shown.
 */
final class SessionAcquisition {

    private final NodeCluster cluster;
    private final Chooser chooser;
    private final Router router;
    private final ReadPreference preference;
    private final Memory caller;
    private final Trail trail;

    SessionAcquisition(NodeCluster cluster, Chooser chooser, Router router, ReadPreference preference, Memory caller) {
        this.cluster = cluster;
        this.chooser = chooser;
        this.router = router;
        this.preference = preference;
        this.caller = caller;
        this.trail = caller.trail();
    }

    Borrowed run(@Nullable ConsistencyToken token, Duration wait) throws SQLException {
        if (token != null) {
            router.timelines().requireOurs(token, router.patience());
        }
        Trail.Step stay = trail.stay();
        Route there = stay == null ? null : stay.route();
        if (stay != null
                && there != null
                && mayServe(cluster.table(), stay, there)
                && shows(there, caller.token())
                && shows(there, token)) {
            Borrowed again = borrowed(there);
            if (again != null) {
                return again;
            }
        }
        return choose(token, wait);
    }

    private Borrowed choose(@Nullable ConsistencyToken token, Duration wait) throws SQLException {
        if (caller.isMixed()) {
            router.timelines().awaitSystem(router.patience());
        }
        router.reissue(caller);
        ConsistencyToken today = token == null ? null : router.timelines().today(token);
        if (isPrimarysTurn(cluster.table())) {
            return primary(minimum(today));
        }
        Borrowed again = sameAsBefore(today);
        if (again != null) {
            return again;
        }
        if (!router.settlement().settle(caller, null)) {
            if (preference != ReadPreference.SECONDARY) {
                return primary(minimum(today));
            }
            if (!router.settlement().settleByPrimary(caller)) {
                throw unsettled();
            }
        }
        ConsistencyToken minimum = minimum(today);
        return minimum == null
                ? router.borrow(preference)
                : new PositionedAcquisition(cluster, chooser, router, preference, minimum).run(wait);
    }

    private @Nullable ConsistencyToken minimum(@Nullable ConsistencyToken token) {
        ConsistencyToken own = caller.token();
        if (own == null || token == null) {
            return own == null ? token : own;
        }
        return own.merge(token);
    }

    private Borrowed primary(@Nullable ConsistencyToken minimum) throws SQLException {
        return minimum == null ? router.borrow(ReadPreference.PRIMARY) : router.primaryShowing(minimum);
    }

    /** Whether the primary is asked for, or there is nobody else: nothing needs to be found out for that. */
    private boolean isPrimarysTurn(Table table) {
        return switch (preference) {
            case PRIMARY -> true;
            case PRIMARY_PREFERRED -> table.primary() != null;
            case SECONDARY_PREFERRED ->
                table.primary() != null && table.replicas().isEmpty();
            case SECONDARY, NEAREST -> false;
        };
    }

    /** The node used last, if it is still to be preferred: it is asked at most how far it is. */
    private @Nullable Borrowed sameAsBefore(@Nullable ConsistencyToken token) {
        Trail.Step last = trail.latest();
        Table table = cluster.table();
        Route there = last == null ? null : last.route();
        if (last == null || there == null || !mayServe(table, last, there)) {
            return null;
        }
        if (trail.isDue(last) && !there.equals(chooser.choose(table, preference, List.of(), true))) {
            return null;
        }
        if (!router.settlement().settle(caller, there)) {
            return null;
        }
        trail.renew(last);
        ConsistencyToken minimum = minimum(token);
        if (shows(there, minimum)) {
            return borrowed(there);
        }
        return minimum == null || there.equals(table.primary()) ? null : caughtUp(there, minimum);
    }

    private @Nullable Borrowed caughtUp(Route replica, ConsistencyToken minimum) {
        Borrowed borrowed = borrowed(replica);
        if (borrowed == null) {
            return null;
        }
        List<Trail.Visit> visits = trail.visits();
        try {
            PositionQuery.Answer answer = PositionQuery.ask(borrowed.connection());
            if (answer.isReplica()) {
                replica.member().replayed(answer.lsn());
            }
            if (answer.isReplica() && shows(replica, minimum)) {
                return borrowed;
            }
            if (answer.isReplica() && isBehind(replica, answer.lsn(), minimum)) {
                visits.stream().filter(visit -> replica.equals(visit.route())).forEach(trail::settled);
            }
        } catch (SQLException e) {
            cluster.passedOver(replica, e);
        }
        close(borrowed.connection());
        return null;
    }

    /** Then it has shown less than what is asked for anyway, so that covers it. */
    private boolean isBehind(Route replica, long lsn, ConsistencyToken minimum) {
        WalPosition known = replica.member().position();
        return known != null
                && router.timelines().of(known) == minimum.timeline()
                && Long.compareUnsigned(lsn, minimum.lsn()) <= 0;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // the pool's to forget; another node serves
        }
    }

    private @Nullable Borrowed borrowed(Route route) {
        try {
            return Borrowed.soonFrom(route);
        } catch (SQLException e) {
            cluster.passedOver(route, e);
            return null;
        }
    }

    private boolean mayServe(Table table, Trail.Step step, Route route) {
        if (!route.canLend() || !route.member().admits()) {
            return false;
        }
        if (route.equals(table.primary())) {
            return preference == ReadPreference.NEAREST
                    ? table.nearest().contains(route)
                    : preference != ReadPreference.SECONDARY
                            && (preference != ReadPreference.SECONDARY_PREFERRED
                                    || table.replicas().isEmpty()
                                    || trail.isInstead(step));
        }
        return switch (preference) {
            case PRIMARY -> false;
            case PRIMARY_PREFERRED ->
                table.primary() == null && table.replicas().contains(route);
            case SECONDARY, SECONDARY_PREFERRED -> table.replicas().contains(route);
            case NEAREST -> table.nearest().contains(route);
        };
    }

    /** A primary shows everything of its own timeline and of those before. */
    private boolean shows(Route route, @Nullable ConsistencyToken token) {
        if (token == null) {
            return true;
        }
        return route.equals(cluster.table().primary())
                ? !router.timelines().isAhead(token)
                : router.timelines().isPresent(token) && Router.shows(route, token);
    }

    private NodesUnavailableException unsettled() {
        return new NodesUnavailableException(
                "no replica may be read from: the node last read from does not say how far it is, the primary does not"
                        + " either, and another replica might show less than was seen before; read with preference"
                        + " secondary-preferred, or with consistency none",
                cluster.nodes());
    }
}
