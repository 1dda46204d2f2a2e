package dev.nexs.benchmarks.datasource;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Where the servers of a benchmark are. JMH's forks get it as system properties.
 *
 * @param primary {@code host:port} of the primary
 * @param replica {@code host:port} of its replica
 * @param database the database
 * @param username who logs in
 * @param password with what
 * @param replayed whether a question that was asked before is answered from memory
 */
record Servers(String primary, String replica, String database, String username, String password, boolean replayed) {

    Servers(String primary, String replica, String database, String username, String password) {
        this(primary, replica, database, username, password, false);
    }

    static Servers fromProperties() {
        return new Servers(
                System.getProperty("bench.primary"),
                System.getProperty("bench.replica"),
                System.getProperty("bench.database"),
                System.getProperty("bench.username"),
                System.getProperty("bench.password"));
    }

    Servers withReplay() {
        return new Servers(primary, replica, database, username, password, true);
    }

    Map<String, String> properties() {
        return Map.of(
                "bench.primary", primary,
                "bench.replica", replica,
                "bench.database", database,
                "bench.username", username,
                "bench.password", password);
    }

    String url(String protocol, String hosts, String... parameters) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        List.of(parameters).forEach(query::add);
        if (replayed) {
            query.add("socketFactory=" + ReplaySocketFactory.class.getName());
        }
        return protocol + "//" + hosts + "/" + database + query;
    }
}
