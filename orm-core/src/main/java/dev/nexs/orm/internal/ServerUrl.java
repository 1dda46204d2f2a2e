package dev.nexs.orm.internal;

import dev.nexs.orm.pool.NodeAddress;
import java.util.List;
import java.util.Map;

/**
 * A connection URL, taken apart. Its text shows no value of a setting, since one may be the password.
 *
 * @param nodes the servers, in the URL's order
 * @param database the database; empty when the URL names none
 * @param settings what the URL says under our own names; explicit settings win over it
 * @param driver what is handed to the driver
 * @param ignored parameters that have no effect here, because roles are discovered
 */
record ServerUrl(
        List<NodeAddress> nodes,
        String database,
        Map<String, Object> settings,
        Map<String, String> driver,
        List<String> ignored) {

    ServerUrl {
        nodes = List.copyOf(nodes);
        settings = Map.copyOf(settings);
        driver = Map.copyOf(driver);
        ignored = List.copyOf(ignored);
    }

    @Override
    public String toString() {
        return "ServerUrl[nodes=" + nodes + ", database=" + database + "]";
    }
}
