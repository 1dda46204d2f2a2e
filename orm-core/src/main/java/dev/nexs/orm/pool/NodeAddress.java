package dev.nexs.orm.pool;

/**
 * Where one PostgreSQL server listens. Its {@link #id()} names the node in settings, events, logs and metrics.
 *
 * @param host host name or address; an IPv6 address without brackets
 * @param port TCP port, 1 to 65535
 */
public record NodeAddress(String host, int port) {

    /** PostgreSQL's own port, used where none is given. */
    public static final int DEFAULT_PORT = 5432;

    /** Checks both parts. */
    public NodeAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException(
                    "node address: the host is empty; write host:port, for example db1:5432");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "node address " + host + ": port " + port + " is out of range; allowed is 1 to 65535");
        }
    }

    /** {@return the node's name, {@code host:port}; an IPv6 host stands in brackets} */
    public String id() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return id();
    }
}
