package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.internal.Bulletin;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.routing.internal.Borrowed.As;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the node that serves a borrower. Thread-safe. Owns nothing: closing the cluster ends it.
 *
 * <p>The usual borrow reads the cluster's table once, chooses, and asks the pool. Whatever goes wrong is handed to an
 * {@link Acquisition}, which may wait and is made only then.
 */
public final class Router {

    private final NodeCluster cluster;
    private final Bulletin bulletin;
    private final Chooser chooser;
    private final Timelines timelines;
    private final Settlement settlement;
    private final ReplayWait replayWait;
    private final Duration patience;

    /** A router over a running cluster. */
    public Router(NodeCluster cluster, LoadBalancer balancer) {
        this.cluster = cluster;
        this.bulletin = cluster.bulletin();
        this.chooser = new Chooser(balancer);
        this.timelines = new Timelines(cluster);
        this.settlement = new Settlement(cluster, timelines);
        this.replayWait = new ReplayWait();
        this.patience = cluster.settings().failoverTimeout();
    }

    private Router(Router other, Duration patience) {
        this.cluster = other.cluster;
        this.bulletin = other.bulletin;
        this.chooser = other.chooser;
        this.timelines = other.timelines;
        this.settlement = other.settlement;
        this.replayWait = other.replayWait;
        this.patience = patience;
    }

    /** {@return this router for a borrower who has no more time than this, even where the failover timeout is longer} */
    public Router within(Duration time) {
        return time.compareTo(patience) >= 0 ? this : new Router(this, time);
    }

    /**
     * Borrows from the primary, waiting up to the failover timeout while there is none. What most borrowers want, so it
     * takes the shortest way and makes no object.
     *
     * @throws NodesUnavailableException when none appeared
     */
    public Connection primary() throws SQLException {
        Route route = bulletin.table().primary();
        if (route == null || !route.member().admits()) {
            return acquisition(ReadPreference.PRIMARY).run().connection();
        }
        try {
            return route.borrow();
        } catch (SQLException e) {
            return acquisition(ReadPreference.PRIMARY).runAfter(route, e).connection();
        }
    }

    /** {@link #borrow(ReadPreference)} for those to whom the node is all the same. */
    public Connection acquire(ReadPreference preference) throws SQLException {
        return preference == ReadPreference.PRIMARY
                ? primary()
                : borrow(preference).connection();
    }

    /**
     * Borrows from a node that {@code preference} allows, waiting up to the failover timeout while none is fit.
     *
     * @throws NodesUnavailableException when none appeared
     */
    public Borrowed borrow(ReadPreference preference) throws SQLException {
        boolean choosy = preference != ReadPreference.PRIMARY;
        Route route = chooser.choose(bulletin.table(), preference, List.of(), choosy);
        if (route == null) {
            return acquisition(preference).run();
        }
        try {
            return choosy ? Borrowed.soonFrom(route) : Borrowed.from(route);
        } catch (SQLException e) {
            return acquisition(preference).runAfter(route, e);
        }
    }

    private Acquisition acquisition(ReadPreference preference) {
        return new Acquisition(cluster, chooser, preference, patience);
    }

    /**
     * Borrows from a node that shows everything that {@code token} covers: a replica that is known to have replayed it, or
     * is seen to within {@code wait}; else the primary where the preference falls back to it.
     *
     * @param wait how long replicas may take to catch up
     * @throws NodesUnavailableException when no allowed node had it in time
     * @throws IllegalArgumentException if the token is of another cluster
     */
    public Borrowed borrow(ReadPreference preference, ConsistencyToken token, Duration wait) throws SQLException {
        timelines.requireOurs(token, patience);
        ConsistencyToken today = timelines.today(token);
        if (preference == ReadPreference.PRIMARY) {
            return primaryShowing(today);
        }
        if (preference == ReadPreference.SECONDARY || preference == ReadPreference.SECONDARY_PREFERRED) {
            Route route = anyReplica(today);
            if (route != null) {
                try {
                    return Borrowed.soonFrom(route);
                } catch (SQLException e) {
                    cluster.passedOver(route, e);
                }
            }
        }
        return new PositionedAcquisition(cluster, chooser, this, preference, today).run(wait);
    }

    /** The usual case: all replicas are known to have it. */
    private @Nullable Route anyReplica(ConsistencyToken token) {
        List<Route> replicas = bulletin.table().replicas();
        if (!timelines.isPresent(token)) {
            return null;
        }
        for (int i = 0; i < replicas.size(); i++) {
            if (!shows(replicas.get(i), token)) {
                return null;
            }
        }
        return chooser.replica(replicas, List.of());
    }

    static boolean shows(Route replica, ConsistencyToken token) {
        return replica.member().shows(token.systemIdentifier(), token.timeline(), token.lsn());
    }

    /**
     * Borrows from a node that shows no less than {@code caller} has seen: as a rule the one that it read from before, at no
     * price. What is seen now counts after {@link Borrowed#shown()}.
     *
     * @param token what has to be shown besides, or null
     * @param wait how long replicas may take to catch up
     * @throws NodesUnavailableException when no allowed node had it in time
     * @throws IllegalArgumentException if the token is of another cluster
     */
    public Borrowed borrow(ReadPreference preference, Memory caller, @Nullable ConsistencyToken token, Duration wait)
            throws SQLException {
        SessionAcquisition acquisition = new SessionAcquisition(cluster, chooser, this, preference, caller);
        Borrowed borrowed = acquisition.run(token, wait);
        return borrowed.noted(as(borrowed, preference), caller.trail());
    }

    private As as(Borrowed borrowed, ReadPreference preference) {
        if (borrowed.route() == null
                || !borrowed.route().equals(bulletin.table().primary())) {
            return As.REPLICA;
        }
        return preference == ReadPreference.SECONDARY_PREFERRED ? As.PRIMARY_INSTEAD : As.PRIMARY;
    }

    /** The same for a connection that the caller keeps for as long as it likes. */
    public Borrowed hold(ReadPreference preference, Memory caller, Duration wait) throws SQLException {
        return borrow(preference, caller, null, wait).held();
    }

    /**
     * The same as a connection that notes when it is closed.
     *
     * @param autoCommit the pools' own default
     */
    public Connection held(ReadPreference preference, Memory caller, Duration wait, boolean autoCommit)
            throws SQLException {
        NodeChoice choice = (readOnly, serializable) -> hold(preference, caller, wait);
        return new RoutingConnection(choice, autoCommit, hold(preference, caller, wait));
    }

    /** Borrows from the primary on behalf of {@code caller}. */
    public Borrowed primary(Memory caller) throws SQLException {
        return borrow(ReadPreference.PRIMARY).noted(As.PRIMARY, caller.trail());
    }

    /**
     * Has {@code caller}'s token cover everything that the caller has seen, asking the nodes that it used since, or the
     * primary where they do not answer.
     *
     * @throws NodesUnavailableException if neither does
     */
    public void settle(Memory caller) throws SQLException {
        reissue(caller);
        if (!settlement.settle(caller, null) && !settlement.settleByPrimary(caller)) {
            throw new NodesUnavailableException(
                    "neither the node last read from nor the primary says how far it is, so there is no token that covers"
                            + " what was read",
                    cluster.nodes());
        }
    }

    /** What the caller's token amounts to in the present timeline takes its place. */
    void reissue(Memory caller) {
        ConsistencyToken token = caller.token();
        ConsistencyToken today = token == null ? null : timelines.today(token);
        if (today != null && !today.equals(token)) {
            caller.raise(today);
        }
    }

    /** {@return which cluster this is, or 0 while that is not known or may not be asked} */
    public long system() {
        return timelines.system();
    }

    Borrowed primaryShowing(ConsistencyToken token) throws SQLException {
        if (timelines.isAhead(token)) {
            timelines.awaitPrimaryOf(token, patience);
        }
        return borrow(ReadPreference.PRIMARY);
    }

    Duration patience() {
        return patience;
    }

    Timelines timelines() {
        return timelines;
    }

    Settlement settlement() {
        return settlement;
    }

    ReplayWait replayWait() {
        return replayWait;
    }
}
