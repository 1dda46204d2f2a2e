package dev.nexs.orm.observe;

import dev.nexs.orm.cluster.Cluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** What can be looked at: a {@code NexsDataSource}. */
public interface ObservedDataSource extends DataSource {

    /** {@return its nodes} */
    Cluster cluster();

    /** {@return the name of its database} */
    String database();

    /** {@return how it does now, from what is known already: no round trip} */
    HealthReport health();

    /**
     * Looks for what is wrong with how it is used. Opens one connection to the primary, outside of all pools, and asks it.
     * Who holds what is known only with {@code nexs.safety}.
     */
    SafetyReport safety();

    /** Opens a connection to the primary outside of all pools. */
    Connection openUnpooled(Duration timeout) throws SQLException;
}
