package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.cluster.internal.Table;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One borrower's way to a connection when the first try did not give one: other nodes are tried, none of them for long;
 * then all of them again with the pool's patience; then a change of the cluster is awaited, as long as it has patience, by default the failover timeout. A
 * failure is final as soon as its node is sound, for then it is not a
 * failover: a busy pool or a refused log-in does not heal by waiting here.
 */
final class Acquisition {

    /** How often a node is looked at again whose trouble ends without a change of the table. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final NodeCluster cluster;
    private final Chooser chooser;
    private final ReadPreference preference;
    private final long started = System.nanoTime();
    private final Duration patience;
    private final Collection<Route> tried = new HashSet<>();
    private final List<SQLException> failures = new ArrayList<>();
    private boolean choosy;

    /**
     * A borrower who waits for a while.
     *
     * @param patience how long for a change of the cluster
     */
    Acquisition(NodeCluster cluster, Chooser chooser, ReadPreference preference, Duration patience) {
        this.cluster = cluster;
        this.chooser = chooser;
        this.preference = preference;
        this.patience = patience;
        this.choosy = hasChoice();
    }

    Borrowed runAfter(Route route, SQLException failure) throws SQLException {
        failed(route, failure);
        return run();
    }

    Borrowed run() throws SQLException {
        while (true) {
            Table table = cluster.table();
            checkPossible(table);
            Route route = chooser.choose(table, preference, tried, choosy);
            if (route == null) {
                resignOrWait(table);
                continue;
            }
            try {
                return choosy ? Borrowed.soonFrom(route) : Borrowed.from(route);
            } catch (SQLException e) {
                failed(route, e);
            }
        }
    }

    private boolean hasChoice() {
        return preference != ReadPreference.PRIMARY;
    }

    private void resignOrWait(Table table) throws SQLException {
        if (choosy) {
            choosy = false;
            tried.clear();
        } else {
            giveUpOrWait(table);
            choosy = hasChoice();
        }
    }

    private void failed(Route route, SQLException failure) {
        if (choosy) {
            cluster.passedOver(route, failure);
        } else {
            cluster.borrowFailed(route, failure);
        }
        tried.add(route);
        if (failures.size() < 10) {
            failures.add(failure);
        }
    }

    private void checkPossible(Table table) throws SQLException {
        if (cluster.isClosed()) {
            throw new SQLNonTransientConnectionException("the datasource is closed; it gives no connections", "08003");
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

    private void giveUpOrWait(Table table) throws SQLException {
        SQLException lasting = lastingFailure(table);
        if (lasting != null) {
            throw lasting;
        }
        long left = patience.toNanos() - (System.nanoTime() - started);
        if (left <= 0) {
            throw unavailable("no " + wanted() + " within " + text(patience));
        }
        await(table, left);
        tried.removeIf(route -> cluster.isOver(route) || !cluster.isSound(route));
    }

    private void await(Table table, long left) throws SQLException {
        try {
            if (!cluster.awaitChange(table, tried.isEmpty() ? left : Math.min(left, LOOK_NANOS))) {
                tried.removeIf(cluster::isSound);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted while waiting for " + wanted());
        }
    }

    /** What waiting does not heal: a sound node that gave no connection, or a breaker that keeps everybody out. */
    private @Nullable SQLException lastingFailure(Table table) {
        for (Route route : allowed(table)) {
            if (tried.contains(route) && cluster.isSound(route)) {
                return withEarlier(failures.get(failures.size() - 1));
            }
            if (route.member().isBroken()) {
                return unavailable("the circuit breaker of " + route.id() + " is open, since it gave no connections");
            }
        }
        return null;
    }

    private List<Route> allowed(Table table) {
        Route primary = table.primary();
        List<Route> routes = new ArrayList<>();
        if (preference != ReadPreference.PRIMARY) {
            routes.addAll(preference == ReadPreference.NEAREST ? table.nearest() : table.replicas());
        }
        if (primary != null && preference != ReadPreference.SECONDARY) {
            routes.add(primary);
        }
        return routes;
    }

    private SQLException withEarlier(SQLException last) {
        for (SQLException earlier : failures) {
            if (!earlier.equals(last)) {
                last.addSuppressed(earlier);
            }
        }
        return last;
    }

    private NodesUnavailableException unavailable(String wanted) {
        NodesUnavailableException unavailable = new NodesUnavailableException(wanted, cluster.nodes());
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
}
