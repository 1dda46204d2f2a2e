package dev.nexs.orm.observe;

import dev.nexs.orm.cluster.Cluster;
import javax.sql.DataSource;

/** What can be looked at: a {@code NexsDataSource}. */
public interface ObservedDataSource extends DataSource {

    /** {@return its nodes} */
    Cluster cluster();

    /** {@return how it does now, from what is known already: no round trip} */
    HealthReport health();
}
