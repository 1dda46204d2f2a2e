package dev.nexs.benchmarks.datasource;

import java.util.Map;

/**
 * Where the servers of a benchmark are. JMH's forks get it as system properties.
 *
 * @param primary {@code host:port} of the primary
 * @param replica {@code host:port} of its replica
 * @param database the database
 * @param username who logs in
 * @param password with what
 */
record Servers(String primary, String replica, String database, String username, String password) {

    static Servers fromProperties() {
        return new Servers(
                System.getProperty("bench.primary"),
                System.getProperty("bench.replica"),
                System.getProperty("bench.database"),
                System.getProperty("bench.username"),
                System.getProperty("bench.password"));
    }

    Map<String, String> properties() {
        return Map.of(
                "bench.primary", primary,
                "bench.replica", replica,
                "bench.database", database,
                "bench.username", username,
                "bench.password", password);
    }

    String url(String protocol, String hosts) {
        return protocol + "//" + hosts + "/" + database;
    }
}
