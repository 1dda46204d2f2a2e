package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * Finds the node that serves a borrower. Thread-safe. Owns nothing: closing the cluster ends it.
 *
 * <p>The usual borrow reads the cluster's table once, chooses, and asks the pool. Whatever goes wrong is handed to an
 * {@link Acquisition}, which may wait and is made only then.
 */
public final class Router {

    private final NodeCluster cluster;
    private final Chooser chooser;

    /** A router over a running cluster. */
    public Router(NodeCluster cluster, LoadBalancer balancer) {
        this.cluster = cluster;
        this.chooser = new Chooser(balancer);
    }

    /**
     * Borrows from the primary, waiting up to the failover timeout while there is none.
     *
     * @throws dev.nexs.orm.cluster.NodesUnavailableException when none appeared
     */
    public Connection primary() throws SQLException {
        return acquire(ReadPreference.PRIMARY);
    }

    /**
     * Borrows from a node that {@code preference} allows, waiting up to the failover timeout while none is fit.
     *
     * @throws dev.nexs.orm.cluster.NodesUnavailableException when none appeared
     */
    public Connection acquire(ReadPreference preference) throws SQLException {
        boolean choosy = preference != ReadPreference.PRIMARY;
        Route route = chooser.choose(cluster.table(), preference, List.of(), choosy);
        if (route == null) {
            return new Acquisition(cluster, chooser, preference).run();
        }
        try {
            return choosy ? route.borrowSoon() : route.borrow();
        } catch (SQLException e) {
            return new Acquisition(cluster, chooser, preference).runAfter(route, e);
        }
    }

    /**
     * Borrows from a node that shows everything up to {@code minimum}: a replica that is known to have replayed it, or is
     * seen to within {@code deadline}; else the primary where the preference falls back to it.
     *
     * @param deadline how long replicas may take to catch up
     * @throws dev.nexs.orm.cluster.NodesUnavailableException when no allowed node had it in time
     */
    public Connection acquire(ReadPreference preference, WalPosition minimum, Duration deadline) throws SQLException {
        if (preference == ReadPreference.PRIMARY) {
            return primary();
        }
        return new PositionedAcquisition(cluster, chooser, this, preference, minimum).run(deadline);
    }

    /**
     * A datasource whose connections choose their node at the first statement: read-only ones by {@code readOnly}, others
     * the primary.
     *
     * @param readOnly where read-only connections go
     * @param autoCommit what {@code getAutoCommit()} says before a node is chosen: the pools' own default
     */
    public DataSource routing(ReadPreference readOnly, boolean autoCommit) {
        return routing(asked -> asked ? acquire(readOnly) : primary(), autoCommit);
    }

    /** The same with another way to borrow, such as one that knows what the reader has to see. */
    public static DataSource routing(NodeChoice choice, boolean autoCommit) {
        return new RoutingDataSource(choice, autoCommit);
    }
}
