package dev.nexs.orm.routing.internal;

import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.cluster.internal.PoolSet;
import dev.nexs.orm.cluster.internal.Route;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the primary shows what its replicas have shown. Under synchronous replication a commit is read on a replica before
 * the primary lets anybody see it, for there it waits for the replicas' word. So a caller who comes from a replica might see
 * less than before, however far the primary has written. Positions do not tell, transactions do: those that the primary
 * takes for running and a replica for committed have to end first. Without synchronous replication nothing is asked. Thread-safe.
 */
final class PrimaryView {

    private static final Logger LOG = LoggerFactory.getLogger(PrimaryView.class);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final PoolSet pools;
    private final ShownPositions shown;

    PrimaryView(PoolSet pools, ShownPositions shown) {
        this.pools = pools;
        this.shown = shown;
    }

    /** {@return whether {@code route} is a primary which may show less than the caller has seen} */
    boolean mayBeBehind(Route route, NodesUsed used) {
        return route.member().isSynchronous()
                && used.mayBeAhead()
                && route.equals(pools.table().primary());
    }

    /**
     * Waits until the primary shows all that replicas have shown to the caller. Where no replica says any more which
     * transactions these were, nothing can be waited for.
     *
     * @param patience how long
     * @throws NodesUnavailableException when it does not within that time: it waits for replicas, too, which do not answer it
     */
    void awaitAll(Connection connection, Route primary, NodesUsed used, Duration patience) throws SQLException {
        long end = System.nanoTime() + patience.toNanos();
        long horizon = shown.horizon(used, primary);
        if (horizon == 0) {
            return;
        }
        Set<Long> hidden = running(connection, horizon);
        if (!hidden.isEmpty()) {
            hidden.retainAll(committed(hidden, primary));
        }
        for (long pause = FIRST_PAUSE_NANOS; !hidden.isEmpty(); pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS)) {
            if (System.nanoTime() + pause - end >= 0 || Thread.currentThread().isInterrupted()) {
                throw new NodesUnavailableException(
                        "a replica has shown transactions which the primary " + primary.id()
                                + " does not show yet, and did not within " + patience.toMillis()
                                + " ms: their commits wait there for synchronous replicas; see synchronous_standby_names",
                        pools.cluster().nodes());
            }
            LockSupport.parkNanos(pause);
            hidden.retainAll(running(connection, horizon));
        }
        used.seenAtPrimary(horizon);
    }

    /** Those below the horizon that have not ended, in the eyes of whoever looks at the primary now. */
    private static Set<Long> running(Connection connection, long horizon) throws SQLException {
        return PositionQuery.aside(connection, statement -> {
            try (ResultSet row = statement.executeQuery("select txid_current_snapshot()::text")) {
                row.next();
                return running(row.getString(1), horizon);
            }
        });
    }

    /** A snapshot in PostgreSQL's writing: the oldest that runs, the first that had not begun, and between them those that run. */
    static Set<Long> running(String snapshot, long horizon) {
        String[] parts = snapshot.split(":", -1);
        Set<Long> running = new HashSet<>();
        for (String each : parts[2].split(",")) {
            if (!each.isEmpty() && Long.parseLong(each) < horizon) {
                running.add(Long.parseLong(each));
            }
        }
        for (long each = Long.parseLong(parts[1]); each < horizon; each++) {
            running.add(each);
        }
        return running;
    }

    private Set<Long> committed(Set<Long> transactions, Route primary) {
        for (Route replica : pools.table().replicas()) {
            Set<Long> committed =
                    isOfTimeline(replica, primary) ? committed(transactions, replica.id(), replica) : null;
            if (committed != null) {
                return committed;
            }
        }
        LOG.debug("No replica says which transactions it has shown; {} is read as it is", primary.id());
        return Set.of();
    }

    private static boolean isOfTimeline(Route replica, Route primary) {
        WalPosition there = replica.member().position();
        WalPosition here = primary.member().position();
        return there != null && here != null && (there.timeline() == here.timeline() || there.timeline() == 0);
    }

    private @Nullable Set<Long> committed(Set<Long> transactions, String id, Route replica) {
        if (replica.isOver() || !replica.canLend()) {
            return null;
        }
        String list =
                String.join(",", transactions.stream().map(String::valueOf).toList());
        try (Connection connection = replica.poll(Acquisition.GLANCE_MILLIS)) {
            return connection == null ? null : PositionQuery.aside(connection, statement -> committed(statement, list));
        } catch (SQLException e) {
            LOG.debug("{} could not be asked which transactions it shows", id, e);
            return null;
        }
    }

    private static Set<Long> committed(Statement statement, String list) throws SQLException {
        Set<Long> committed = new HashSet<>();
        try (ResultSet row = statement.executeQuery("select each from unnest('{" + list + "}'::bigint[]) each,"
                + " txid_snapshot_xmax(txid_current_snapshot()) horizon"
                + " where case when each < horizon then txid_status(each) = 'committed' end")) {
            while (row.next()) {
                committed.add(row.getLong(1));
            }
        }
        return committed;
    }
}
