package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.PoolSet;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.cluster.internal.Table;
import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.routing.internal.Borrowed.As;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the node that serves a borrower of one set of pools. Thread-safe. Owns nothing: closing the set ends it.
 *
 * <p>The usual borrow reads the set's table once, chooses, and asks the pool. Everything else is an {@link Acquisition}'s,
 * which may wait and is made only then.
 */
public final class Router {

    /** How long a pool is asked by someone who has no choice, before a clock is looked at. */
    private static final long FIRST_MILLIS = 200;

    private final PoolSet pools;
    private final Chooser chooser;
    private final Timelines timelines;
    private final ShownPositions shown;
    private final PrimaryView primaryView;
    private final ReplayWait replayWait;
    private final @Nullable Duration limit;

    /** A router over a running cluster's own pools. */
    public Router(NodeCluster cluster, LoadBalancer balancer) {
        this(cluster.pools(), balancer);
    }

    /** A router over a set of pools. */
    public Router(PoolSet pools, LoadBalancer balancer) {
        this.pools = pools;
        this.chooser = new Chooser(balancer);
        this.timelines = new Timelines(pools.cluster());
        this.shown = new ShownPositions(pools, timelines);
        this.primaryView = new PrimaryView(pools, shown);
        this.replayWait = new ReplayWait();
        this.limit = null;
    }

    private Router(Router other, Duration limit) {
        this.pools = other.pools;
        this.chooser = other.chooser;
        this.timelines = other.timelines;
        this.shown = other.shown;
        this.primaryView = other.primaryView;
        this.replayWait = other.replayWait;
        this.limit = limit;
    }

    /** {@return this router for a borrower who has no more time than this, whatever the settings say} */
    public Router within(Duration time) {
        return atMost(pools.connectionTimeout()) <= time.toNanos()
                        && atMost(pools.cluster().settings().failoverTimeout()) <= time.toNanos()
                ? this
                : new Router(this, time);
    }

    /** {@return a time in nanoseconds, or what the borrower has left if that is less} */
    long atMost(Duration time) {
        return limit == null ? time.toNanos() : Math.min(limit.toNanos(), time.toNanos());
    }

    /**
     * Borrows from the primary, waiting up to the failover timeout while there is none. What most borrowers want, so it
     * takes the shortest way and makes no object.
     *
     * @throws NodesUnavailableException when none appeared
     */
    public Connection primary() throws SQLException {
        Route route = pools.table().primary();
        if (route == null || limit != null) {
            return new Acquisition(this, ReadPreference.PRIMARY).fromAny().connection();
        }
        Connection connection = null;
        long waited = 0;
        try {
            connection = route.poll(FIRST_MILLIS);
            waited = route.admits() ? TimeUnit.MILLISECONDS.toNanos(FIRST_MILLIS) : 0;
        } catch (SQLException e) {
            rethrowUnlessElsewhere(e);
        }
        return connection != null
                ? connection
                : new Acquisition(this, ReadPreference.PRIMARY, waited)
                        .fromAny()
                        .connection();
    }

    /** A pool that was closed is no failure: its node has another, or another node has its role. */
    private static void rethrowUnlessElsewhere(SQLException e) throws SQLException {
        if (!SqlState.CONNECTION_DOES_NOT_EXIST.isOf(e)
                && !Thread.currentThread().isInterrupted()) {
            throw e;
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
        Route route = limit != null ? null : chooser.choose(pools.table(), preference);
        if (route == null) {
            return new Acquisition(this, preference).fromAny();
        }
        Connection connection = null;
        try {
            connection = route.poll(Acquisition.GLANCE_MILLIS);
        } catch (SQLException e) {
            rethrowUnlessElsewhere(e);
        }
        return connection != null
                ? Borrowed.of(connection, route)
                : new Acquisition(this, preference, TimeUnit.MILLISECONDS.toNanos(Acquisition.GLANCE_MILLIS)).fromAny();
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
        timelines.requireOurs(
                token, Duration.ofNanos(atMost(pools.cluster().settings().failoverTimeout())));
        ConsistencyToken today = timelines.today(token);
        if (preference == ReadPreference.SECONDARY || preference == ReadPreference.SECONDARY_PREFERRED) {
            Route route = anyReplica(today);
            Connection connection = route == null ? null : route.poll(Acquisition.GLANCE_MILLIS);
            if (route != null && connection != null) {
                return Borrowed.of(connection, route);
            }
        }
        return new Acquisition(this, preference).showing(today, wait);
    }

    /** The usual case: all replicas are known to have it. */
    private @Nullable Route anyReplica(ConsistencyToken token) {
        List<Route> replicas = pools.table().replicas();
        if (!timelines.isPresent(token)) {
            return null;
        }
        for (int i = 0; i < replicas.size(); i++) {
            if (!shows(replicas.get(i), token)) {
                return null;
            }
        }
        return chooser.choose(replicas, ReadPreference.SECONDARY, List.of(), true);
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
    public Borrowed borrow(
            ReadPreference preference, CallerMemory caller, @Nullable ConsistencyToken token, Duration wait)
            throws SQLException {
        Borrowed borrowed = new Acquisition(this, preference).onBehalfOf(caller, token, wait);
        return seen(borrowed, caller).noted(as(borrowed, preference), caller);
    }

    /** The primary is not handed out before it shows what the caller has seen on replicas. */
    private Borrowed seen(Borrowed borrowed, CallerMemory caller) throws SQLException {
        Route route = borrowed.route();
        if (route != null && primaryView.mayBeBehind(route, caller.used())) {
            boolean shows = false;
            try {
                primaryView.awaitAll(
                        borrowed.connection(),
                        route,
                        caller.used(),
                        Duration.ofNanos(atMost(pools.cluster().settings().failoverTimeout())));
                shows = true;
            } finally {
                if (!shows) {
                    borrowed.connection().close();
                }
            }
        }
        return borrowed;
    }

    private As as(Borrowed borrowed, ReadPreference preference) {
        Table table = pools.table();
        if (borrowed.route() == null || !borrowed.route().equals(table.primary())) {
            return As.REPLICA;
        }
        return preference == ReadPreference.SECONDARY_PREFERRED ? As.PRIMARY_INSTEAD : As.PRIMARY;
    }

    /** The same for a connection that the caller keeps for as long as it likes. */
    public Borrowed hold(ReadPreference preference, CallerMemory caller, Duration wait) throws SQLException {
        return borrow(preference, caller, null, wait).held();
    }

    /**
     * The same as a connection that notes when it is closed.
     *
     * @param autoCommit the pools' own default
     */
    public Connection held(ReadPreference preference, CallerMemory caller, Duration wait, boolean autoCommit)
            throws SQLException {
        NodeChoice choice = (readOnly, serializable) -> hold(preference, caller, wait);
        return new RoutingConnection(choice, autoCommit, hold(preference, caller, wait));
    }

    /** Borrows from the primary on behalf of {@code caller}. */
    public Borrowed primary(CallerMemory caller) throws SQLException {
        return seen(borrow(ReadPreference.PRIMARY), caller).noted(As.PRIMARY, caller);
    }

    /**
     * Has {@code caller}'s token cover everything that the caller has seen, asking the nodes that it used since, or the
     * primary where they do not answer. A token says how far a node has come, so it is given out only when the primary of a
     * synchronous cluster shows all of that.
     *
     * @throws NodesUnavailableException if neither does
     */
    public void settle(CallerMemory caller) throws SQLException {
        reissue(caller);
        if (!shown.cover(caller, null) && !shown.coverByPrimary(caller)) {
            throw new NodesUnavailableException(
                    "neither the node last read from nor the primary says how far it is, so there is no token that covers"
                            + " what was read",
                    pools.cluster().nodes());
        }
        Route primary = pools.table().primary();
        if (primary != null && primaryView.mayBeBehind(primary, caller.used())) {
            borrow(ReadPreference.PRIMARY, caller, null, Duration.ZERO)
                    .connection()
                    .close();
        }
    }

    /** What the caller's token amounts to in the present timeline takes its place. */
    void reissue(CallerMemory caller) {
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

    PoolSet pools() {
        return pools;
    }

    Chooser chooser() {
        return chooser;
    }

    Timelines timelines() {
        return timelines;
    }

    ShownPositions shown() {
        return shown;
    }

    ReplayWait replayWait() {
        return replayWait;
    }
}
