package dev.nexs.orm.pool.internal;

import java.time.Duration;
import java.util.Map;

/**
 * What the driver is told for each connection, credentials and TLS aside. Its text names the driver's properties but
 * not their values.
 *
 * @param database the database; empty for the one named like the user
 * @param applicationName what the server shows
 * @param connectTimeout bounds the TCP connect
 * @param socketTimeout bounds the wait for a byte; zero waits forever
 * @param tcpKeepAlive whether the operating system probes idle connections
 * @param properties further pgjdbc properties, from the URL
 */
public record DriverSettings(
        String database,
        String applicationName,
        Duration connectTimeout,
        Duration socketTimeout,
        boolean tcpKeepAlive,
        Map<String, String> properties) {

    /** Copies what is mutable. */
    public DriverSettings {
        properties = Map.copyOf(properties);
    }

    @Override
    public String toString() {
        return "DriverSettings[database=" + database + ", applicationName=" + applicationName + ", properties="
                + properties.keySet() + "]";
    }
}
