package dev.nexs.orm.internal;

import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.internal.CredentialsSource;
import dev.nexs.orm.pool.internal.DriverSettings;
import dev.nexs.orm.pool.internal.PoolSettings;
import dev.nexs.orm.pool.internal.TlsSettings;
import java.util.List;
import java.util.Map;

/**
 * Everything that a datasource is built from, checked.
 *
 * @param nodes the servers, in the URL's order
 * @param credentials who logs in
 * @param driver what the driver is told
 * @param tls how connections are encrypted
 * @param pool what pools are built from
 * @param nodeSettings what is set for single nodes
 * @param values every other setting
 */
public record NexsConfiguration(
        List<NodeAddress> nodes,
        CredentialsSource credentials,
        DriverSettings driver,
        TlsSettings tls,
        PoolSettings pool,
        Map<NodeAddress, NodeSettings> nodeSettings,
        SettingValues values) {

    /** Copies what is mutable. */
    public NexsConfiguration {
        nodes = List.copyOf(nodes);
        nodeSettings = Map.copyOf(nodeSettings);
    }
}
