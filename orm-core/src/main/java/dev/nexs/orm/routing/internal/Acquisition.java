package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.PoolSet;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.cluster.internal.Table;
import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.observe.internal.Observer.Wait;
import dev.nexs.orm.observe.internal.Waits;
import dev.nexs.orm.pool.PoolExhaustedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One borrower's way to a connection, from its first try to its last: which node, how long, and what it is told if there is
 * none. All its waits come out of one purse. For pools it waits no longer than {@code nexs.pool.connection-timeout}, over
 * all nodes together; for a node that is fit, no longer than the failover timeout; and for both no longer than the longer of
 * them, or than its caller has time.
 *
 * <p>Nodes of the kind that its preference names first are tried in turn, none of them for longer than a moment. A busy one
 * is waited for only when no other of its kind has a connection, and its load is not sent to the next kind: that would only
 * make that one as busy. One that refuses connections is left for the next kind. Where all refuse, it waits for one of them,
 * and after that for a change of the cluster, unless the node is sound: then waiting heals nothing.
 */
final class Acquisition {

    /** How long a node is given that should have a connection ready, before the next one is asked. */
    static final long GLANCE_MILLIS = 25;

    /** How long someone with a choice waits for a node that neither opens a connection nor refuses to. */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How often a node is looked at again whose trouble ends without a change of the table. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The first pause between two rounds of questions to replicas that are behind. */
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** How long one of several replicas is asked before the next: another may have caught up already. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Pools count in milliseconds. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final int KEPT_FAILURES = 10;

    private final PoolSet pools;
    private final NodeCluster cluster;
    private final Router router;
    private final Chooser chooser;
    private final long started;
    private final long end;
    private final long forPools;
    private final long forNodes;
    private final List<SQLException> failures = new ArrayList<>(0);

    private ReadPreference preference;
    private long pooled;

    /**
     * A borrower who has waited for a pool already.
     *
     * @param waited how long
     */
    Acquisition(Router router, ReadPreference preference, long waited) {
        this.router = router;
        this.pools = router.pools();
        this.cluster = pools.cluster();
        this.chooser = router.chooser();
        this.preference = preference;
        this.pooled = waited;
        this.started = System.nanoTime() - waited;
        this.forPools = router.atMost(pools.connectionTimeout());
        this.forNodes = router.atMost(cluster.settings().failoverTimeout());
        this.end = started + Math.max(forPools, forNodes);
    }

    Acquisition(Router router, ReadPreference preference) {
        this(router, preference, 0);
    }

    // Whichever node

    /** From any node that the preference allows. */
    Borrowed fromAny() throws SQLException {
        while (true) {
            Table table = pools.table();
            checkPossible(table);
            Borrowed borrowed = fromFirstKind(table);
            if (borrowed == null) {
                borrowed = fromOneThatRefuses(table);
            }
            if (borrowed != null) {
                return borrowed;
            }
            awaitChange(table);
        }
    }

    private Borrowed fromPrimary() throws SQLException {
        preference = ReadPreference.PRIMARY;
        return fromAny();
    }

    /** The nodes that are allowed, those first that are preferred. */
    private List<List<Route>> kinds(Table table) {
        Route primary = table.primary();
        List<Route> first = primary == null ? List.of() : List.of(primary);
        return switch (preference) {
            case PRIMARY -> List.of(first);
            case PRIMARY_PREFERRED -> List.of(first, table.replicas());
            case SECONDARY -> List.of(table.replicas());
            case SECONDARY_PREFERRED -> List.of(table.replicas(), first);
            case NEAREST -> List.of(table.nearest());
        };
    }

    private @Nullable Borrowed fromFirstKind(Table table) throws SQLException {
        if (preference == ReadPreference.PRIMARY) {
            return null;
        }
        for (List<Route> kind : kinds(table)) {
            Borrowed borrowed = fromOneOf(kind);
            if (borrowed != null) {
                return borrowed;
            }
        }
        return null;
    }

    /** From one that has a connection at once, else from one that will soon, else from one whose borrowers give theirs back. */
    private @Nullable Borrowed fromOneOf(List<Route> kind) throws SQLException {
        Set<Route> asked = new HashSet<>();
        for (Route route = next(kind, asked); route != null; route = next(kind, asked)) {
            asked.add(route);
            Connection connection = glance(route);
            if (connection != null) {
                return Borrowed.of(connection, route);
            }
        }
        for (Route route : kind) {
            if (!route.isBusy() && route.canLend() && asked.contains(route)) {
                Connection connection = await(route, Math.min(poolEnd(), System.nanoTime() + SOON_NANOS), true);
                if (connection != null) {
                    return Borrowed.of(connection, route);
                }
                passOver(route);
            }
        }
        return fromBusy(kind);
    }

    private @Nullable Route next(List<Route> kind, Set<Route> asked) {
        return chooser.choose(kind, preference, asked, true);
    }

    private @Nullable Borrowed fromBusy(List<Route> kind) throws SQLException {
        Route least = null;
        for (Route route : kind) {
            boolean open = route.isBusy() && route.admits();
            if (open && (least == null || route.busy() < least.busy())) {
                least = route;
            }
        }
        if (least == null) {
            return null;
        }
        Connection connection = await(least, poolEnd(), true);
        if (connection != null) {
            return Borrowed.of(connection, least);
        }
        if (isOutOfTime() && !least.isOver()) {
            giveUpOn(least);
        }
        return null;
    }

    /** With patience: its trouble may end, and its next connection is as good as any. */
    private @Nullable Borrowed fromOneThatRefuses(Table table) throws SQLException {
        Route route = null;
        int allowed = 0;
        for (List<Route> kind : kinds(table)) {
            allowed += kind.size();
            route = route != null ? route : chooser.choose(kind, preference, List.of(), false);
        }
        if (route == null) {
            return null;
        }
        long until = poolEnd();
        boolean last = true;
        if (allowed > 1 && until - System.nanoTime() > SOON_NANOS) {
            until = System.nanoTime() + SOON_NANOS;
            last = false;
        }
        Connection connection = route.isOver() ? null : await(route, until, false, last);
        if (connection != null) {
            return Borrowed.of(connection, route);
        }
        passOver(route);
        if (last && isOutOfTime() && cluster.isSound(route)) {
            giveUpOn(route);
        }
        return null;
    }

    private long poolEnd() {
        long left = Math.max(forPools - pooled, 0);
        long now = System.nanoTime();
        return now + Math.min(left, Math.max(end - now, 0));
    }

    private boolean isOutOfTime() {
        return poolEnd() - System.nanoTime() < TICK_NANOS;
    }

    private @Nullable Connection glance(Route route) throws SQLException {
        long begun = System.nanoTime();
        try {
            return route.poll(GLANCE_MILLIS);
        } catch (SQLException e) {
            ended(e);
            return null;
        } finally {
            pooled += System.nanoTime() - begun;
        }
    }

    private @Nullable Connection await(Route route, long until, boolean unlessRefused) throws SQLException {
        return await(route, until, unlessRefused, false);
    }

    private @Nullable Connection await(Route route, long until, boolean unlessRefused, boolean counts)
            throws SQLException {
        long begun = System.nanoTime();
        long least = begun + TimeUnit.MILLISECONDS.toNanos(GLANCE_MILLIS);
        try {
            return route.await(until - least > 0 ? until : least, unlessRefused, counts);
        } catch (SQLException e) {
            ended(e);
            return null;
        } finally {
            pooled += System.nanoTime() - begun;
        }
    }

    /** The pool was closed while it was asked, as its node failed or it had rested for long; or the borrower was interrupted. */
    private void ended(SQLException e) throws SQLException {
        if (Thread.currentThread().isInterrupted()) {
            keep(e);
            throw unavailable("interrupted while waiting for " + wanted());
        }
        keep(e);
        if (pools.isClosed()) {
            checkPossible(pools.table());
        }
    }

    private void passOver(Route route) {
        SQLException failure = route.failure(waited());
        cluster.gaveNothing(route, failure);
        keep(failure);
    }

    private void keep(SQLException failure) {
        if (failures.size() < KEPT_FAILURES) {
            failures.add(failure);
        }
    }

    private Duration waited() {
        long exact = Math.min(pooled, forPools);
        return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(exact));
    }

    /** Waiting heals nothing: the node is sound, and gave no connection in all that time. */
    private void giveUpOn(Route route) throws SQLException {
        SQLException last = route.failure(waited());
        for (SQLException earlier : failures) {
            if (earlier.getCause() != null || !(last instanceof PoolExhaustedException)) {
                last.addSuppressed(earlier);
            }
        }
        throw last;
    }

    private void checkPossible(Table table) throws SQLException {
        if (pools.isClosed()) {
            throw new SQLNonTransientConnectionException(
                    "the datasource is closed; it gives no connections", SqlState.CONNECTION_DOES_NOT_EXIST.code());
        }
        if (table.refusal() != null && preference == ReadPreference.PRIMARY) {
            throw unavailable(table.refusal());
        }
        if (table.lockedOut()) {
            throw unavailable("no node lets this user into this database; check user name, password and database");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw unavailable("interrupted while waiting for " + wanted());
        }
    }

    private void awaitChange(Table table) throws SQLException {
        boolean some = false;
        for (List<Route> kind : kinds(table)) {
            for (Route route : kind) {
                some = true;
                if (route.isBroken()) {
                    throw unavailable(
                            "the circuit breaker of " + route.id() + " is open, since it gave no connections");
                }
            }
        }
        long now = System.nanoTime();
        long left = Math.min(end - now, forNodes - (now - started - pooled));
        if (left <= 0) {
            throw unavailable("no " + wanted() + " within " + text(Duration.ofNanos(forNodes)));
        }
        try {
            pools.awaitChange(table, some ? Math.min(left, LOOK_NANOS) : left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted while waiting for " + wanted());
        } finally {
            Waits.add(preference == ReadPreference.PRIMARY ? Wait.PRIMARY : Wait.NODE, System.nanoTime() - now);
        }
    }

    private NodesUnavailableException unavailable(String what) {
        NodesUnavailableException unavailable = new NodesUnavailableException(what, cluster.nodes());
        failures.forEach(unavailable::addSuppressed);
        return unavailable;
    }

    private String wanted() {
        return switch (preference) {
            case PRIMARY -> "primary";
            case SECONDARY -> "replica that is fit to be read from";
            default -> "node that is fit to be read from (" + preference.name().toLowerCase(Locale.ROOT) + ")";
        };
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    // A node that shows what a token covers

    /**
     * From a node that shows what {@code token} covers. What the monitors know of replicas is often enough; else a replica is
     * borrowed and asked until it has caught up. Knowledge that is out of date costs a question, never a stale read.
     *
     * @param wait how long replicas may take to catch up
     */
    Borrowed showing(ConsistencyToken token, Duration wait) throws SQLException {
        if (preference == ReadPreference.PRIMARY) {
            return primaryShowing(token);
        }
        Table table = pools.table();
        if (preference == ReadPreference.PRIMARY_PREFERRED && table.primary() != null) {
            return primaryShowing(token);
        }
        if (preference == ReadPreference.NEAREST
                && table.primary() != null
                && table.primary().equals(next(table.nearest(), Set.of()))) {
            return primaryShowing(token);
        }
        long until = System.nanoTime() + wait.toNanos();
        while (true) {
            table = pools.table();
            Borrowed replica = replicaShowing(table, token, until);
            if (replica != null) {
                return replica;
            }
            boolean hope = router.timelines().isComparable(table, token)
                    && !table.replicas().isEmpty();
            boolean goOn = (hope || preference == ReadPreference.SECONDARY) && pause(table, until);
            if (!goOn && preference == ReadPreference.SECONDARY) {
                throw unavailable("no replica has reached " + token.position() + " within " + wait.toMillis() + " ms");
            }
            if (!goOn) {
                return primaryShowing(token);
            }
        }
    }

    private Borrowed primaryShowing(ConsistencyToken token) throws SQLException {
        preference = ReadPreference.PRIMARY;
        router.timelines().awaitPrimaryOf(token, Duration.ofNanos(forNodes));
        return fromAny();
    }

    private boolean pause(Table table, long until) throws SQLException {
        long left = until - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        checkPossible(table);
        long begun = System.nanoTime();
        try {
            pools.awaitChange(table, Math.min(left, PAUSE_NANOS));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            Waits.add(Wait.REPLAY, System.nanoTime() - begun);
        }
    }

    private @Nullable Borrowed replicaShowing(Table table, ConsistencyToken token, long until) throws SQLException {
        if (!router.timelines().isComparable(table, token)) {
            return null;
        }
        List<Route> having = having(table.replicas(), token);
        if (!having.isEmpty()) {
            return fromOneOf(having);
        }
        Set<Route> asked = new HashSet<>();
        for (Route route = next(table.replicas(), asked); route != null; route = next(table.replicas(), asked)) {
            asked.add(route);
            long turn = table.replicas().size() == 1 ? until : Math.min(until, System.nanoTime() + TURN_NANOS);
            Connection connection = glance(route);
            if (connection != null && catchesUp(route, connection, token.position(), turn)) {
                return Borrowed.of(connection, route);
            }
        }
        return null;
    }

    private static List<Route> having(List<Route> replicas, ConsistencyToken token) {
        List<Route> some = new ArrayList<>(replicas.size());
        for (Route route : replicas) {
            if (Router.shows(route, token)) {
                some.add(route);
            }
        }
        return some;
    }

    private boolean catchesUp(Route route, Connection connection, WalPosition minimum, long until) throws SQLException {
        boolean reached = false;
        long begun = System.nanoTime();
        try {
            WalPosition known = route.member().position();
            // a replica whose timeline this role may not read is taken at the primary's, which was compared already
            boolean comparable = known != null
                    && known.sameSystem(minimum)
                    && (known.timeline() == minimum.timeline() || known.timeline() == 0);
            reached = comparable
                    && router.replayWait().reaches(route.member(), connection, minimum, until, () -> !route.isOver());
        } catch (SQLException e) {
            keep(e);
        } finally {
            Waits.add(Wait.REPLAY, System.nanoTime() - begun);
            if (!reached) {
                close(connection);
            }
        }
        return reached;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // the pool's to forget; another node serves
        }
    }

    // A node that shows no less than its caller has seen

    /**
     * From a node that shows no less than {@code caller} has seen, and {@code token} besides. It stays with the node that was
     * used last: that costs nothing, and the node has never shown more than it does now. Whoever has to leave that node asks
     * it how far it is, once; if it does not answer, the primary serves, which has written all that a replica can have shown.
     *
     * @param wait how long replicas may take to catch up
     */
    Borrowed onBehalfOf(CallerMemory caller, @Nullable ConsistencyToken token, Duration wait) throws SQLException {
        if (token != null) {
            router.timelines().requireOurs(token, Duration.ofNanos(forNodes));
        }
        NodesUsed used = caller.used();
        NodesUsed.Step stay = used.stay();
        Route there = stay == null ? null : stay.route();
        if (stay != null
                && there != null
                && mayServe(used, stay, there)
                && shows(there, caller.token())
                && shows(there, token)) {
            Borrowed again = staying(caller, there, token);
            if (again != null) {
                return again;
            }
        }
        return leaving(caller, token, wait);
    }

    /** A busy node is left for one that is known to show as much and has a connection; else it is waited for. */
    private @Nullable Borrowed staying(CallerMemory caller, Route there, @Nullable ConsistencyToken token)
            throws SQLException {
        Connection connection = glance(there);
        if (connection != null) {
            return Borrowed.of(connection, there);
        }
        if (there.isBusy()) {
            Borrowed elsewhere = knownToShowAsMuch(caller, there, token);
            return elsewhere != null ? elsewhere : fromBusy(List.of(there));
        }
        return null;
    }

    private @Nullable Borrowed knownToShowAsMuch(CallerMemory caller, Route there, @Nullable ConsistencyToken token)
            throws SQLException {
        List<Route> replicas = pools.table().replicas();
        if (replicas.size() < 2 || !replicas.contains(there) || !router.shown().coverByMonitors(caller)) {
            return null;
        }
        ConsistencyToken minimum = minimum(caller, token);
        Set<Route> asked = new HashSet<>(Set.of(there));
        for (Route route = next(replicas, asked); route != null; route = next(replicas, asked)) {
            asked.add(route);
            Connection connection = route.isBusy() || !shows(route, minimum) ? null : glance(route);
            if (connection != null) {
                return Borrowed.of(connection, route);
            }
        }
        return null;
    }

    private Borrowed leaving(CallerMemory caller, @Nullable ConsistencyToken token, Duration wait) throws SQLException {
        if (caller.isMixed()) {
            router.timelines().awaitSystem(Duration.ofNanos(forNodes));
        }
        router.reissue(caller);
        ConsistencyToken today = token == null ? null : router.timelines().today(token);
        if (isPrimarysTurn(pools.table())) {
            return primary(minimum(caller, today));
        }
        Borrowed again = sameAsBefore(caller, today);
        if (again != null) {
            return again;
        }
        if (!router.shown().cover(caller, null)) {
            if (preference != ReadPreference.SECONDARY) {
                return primary(minimum(caller, today));
            }
            if (!router.shown().coverByPrimary(caller)) {
                throw unavailable("no replica may be read from: the node last read from does not say how far it is, the"
                        + " primary does not either, and another replica might show less than was seen before; read with"
                        + " preference secondary-preferred, or with consistency none");
            }
        }
        ConsistencyToken minimum = minimum(caller, today);
        return minimum == null ? fromAny() : showing(minimum, wait);
    }

    private static @Nullable ConsistencyToken minimum(CallerMemory caller, @Nullable ConsistencyToken token) {
        ConsistencyToken own = caller.token();
        if (own == null || token == null) {
            return own == null ? token : own;
        }
        return own.merge(token);
    }

    private Borrowed primary(@Nullable ConsistencyToken minimum) throws SQLException {
        return minimum == null ? fromPrimary() : primaryShowing(minimum);
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
    private @Nullable Borrowed sameAsBefore(CallerMemory caller, @Nullable ConsistencyToken token) throws SQLException {
        NodesUsed used = caller.used();
        NodesUsed.Step last = used.latest();
        Table table = pools.table();
        Route there = last == null ? null : last.route();
        if (last == null || there == null || !mayServe(used, last, there)) {
            return null;
        }
        if (used.isDue(last) && !there.equals(chooser.choose(table, preference))) {
            return null;
        }
        if (!router.shown().cover(caller, there)) {
            return null;
        }
        used.renew(last);
        ConsistencyToken minimum = minimum(caller, token);
        if (shows(there, minimum)) {
            return staying(caller, there, token);
        }
        return minimum == null || there.equals(table.primary()) ? null : caughtUp(used, there, minimum);
    }

    private @Nullable Borrowed caughtUp(NodesUsed used, Route replica, ConsistencyToken minimum) throws SQLException {
        Connection connection = glance(replica);
        if (connection == null) {
            return null;
        }
        List<NodesUsed.Visit> visits = used.visits();
        try {
            PositionQuery.Answer answer = PositionQuery.ask(connection);
            if (answer.isReplica()) {
                replica.member().replayed(answer.lsn());
            }
            if (answer.isReplica() && shows(replica, minimum)) {
                return Borrowed.of(connection, replica);
            }
            if (answer.isReplica() && isBehind(replica, answer.lsn(), minimum)) {
                visits.stream()
                        .filter(visit -> replica.equals(visit.route()))
                        .forEach(visit -> used.covered(visit, answer.horizon()));
            }
        } catch (SQLException e) {
            keep(e);
        }
        close(connection);
        return null;
    }

    /** Then it has shown less than what is asked for anyway, so that covers it. */
    private boolean isBehind(Route replica, long lsn, ConsistencyToken minimum) {
        WalPosition known = replica.member().position();
        return known != null
                && router.timelines().of(known) == minimum.timeline()
                && Long.compareUnsigned(lsn, minimum.lsn()) <= 0;
    }

    private boolean mayServe(NodesUsed used, NodesUsed.Step step, Route route) {
        if (!route.canLend() || !route.admits()) {
            return false;
        }
        Table table = pools.table();
        if (route.equals(table.primary())) {
            return preference == ReadPreference.NEAREST
                    ? table.nearest().contains(route)
                    : preference != ReadPreference.SECONDARY
                            && (preference != ReadPreference.SECONDARY_PREFERRED
                                    || table.replicas().isEmpty()
                                    || used.isInstead(step));
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
        return route.equals(pools.table().primary())
                ? !router.timelines().isAhead(token)
                : router.timelines().isPresent(token) && Router.shows(route, token);
    }
}
