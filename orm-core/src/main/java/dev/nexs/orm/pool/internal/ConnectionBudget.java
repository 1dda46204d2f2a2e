package dev.nexs.orm.pool.internal;

import dev.nexs.orm.pool.NodeAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many pooled connections this process may have to one node, over all sets of pools together. Where the budget is spent,
 * a set that wants a connection has one taken that lies idle in another; where none does, it waits for one. Without a limit
 * it does nothing. Thread-safe.
 */
final class ConnectionBudget {

    private final int limit;
    private final Map<NodeAddress, Account> accounts = new HashMap<>();

    /** A budget of so many connections to each node; 0 for no limit. */
    ConnectionBudget(int limit) {
        this.limit = limit;
    }

    /** One node's. Guarded by the budget. */
    private static final class Account {
        private final List<HikariNodePool> pools = new ArrayList<>();
        private final List<Connection> open = new ArrayList<>();
        private final Map<PacedConnector, Boolean> opening = new HashMap<>();

        int spent() {
            open.removeIf(Account::isClosed);
            return open.size() + opening.size();
        }

        private static boolean isClosed(Connection connection) {
            try {
                return connection.isClosed();
            } catch (SQLException e) {
                return true;
            }
        }
    }

    /** There is nothing left, and nobody has one to spare. */
    static final class SpentException extends SQLTransientConnectionException {

        private static final long serialVersionUID = 1;

        SpentException(String message) {
            super(message, "53300");
        }
    }

    synchronized void join(HikariNodePool pool) {
        if (limit > 0) {
            account(pool.address()).pools.add(pool);
        }
    }

    synchronized void leave(HikariNodePool pool) {
        if (limit > 0) {
            account(pool.address()).pools.remove(pool);
        }
    }

    /**
     * Sets a connection aside that is about to be opened.
     *
     * @throws SpentException when there is none; asked again soon, one that lay idle elsewhere may have been closed
     */
    void reserve(PacedConnector connector) throws SpentException {
        if (limit == 0) {
            return;
        }
        List<HikariNodePool> pools;
        synchronized (this) {
            Account account = account(connector.node());
            if (account.spent() < limit) {
                account.opening.put(connector, true);
                return;
            }
            pools = List.copyOf(account.pools);
        }
        takeIdle(pools);
        throw new SpentException("Node " + connector.node() + ": all " + limit
                + " connections of nexs.pool.budget are open (" + holders(pools)
                + "); give connections back sooner or raise the budget");
    }

    /** From the set that has most of them; outside the lock, for HikariCP may look whether it is alive. */
    private static void takeIdle(List<HikariNodePool> pools) {
        List<HikariNodePool> mostFirst = new ArrayList<>(pools);
        mostFirst.removeIf(pool -> pool.statistics().waiting() > 0);
        mostFirst.sort(
                Comparator.comparing((HikariNodePool pool) -> pool.statistics().idle())
                        .reversed());
        for (HikariNodePool pool : mostFirst) {
            if (pool.evictIdle()) {
                return;
            }
        }
    }

    private static String holders(List<HikariNodePool> pools) {
        return pools.stream()
                .filter(pool -> pool.statistics().active() + pool.statistics().idle() > 0)
                .map(pool -> pool + " " + pool.statistics().active() + " in use, "
                        + pool.statistics().idle() + " idle")
                .collect(Collectors.joining("; "));
    }

    Connection opened(PacedConnector connector, Connection connection) {
        if (limit > 0) {
            synchronized (this) {
                account(connector.node()).open.add(connection);
            }
        }
        return connection;
    }

    void release(PacedConnector connector) {
        if (limit > 0) {
            synchronized (this) {
                account(connector.node()).opening.remove(connector);
            }
        }
    }

    private Account account(NodeAddress node) {
        return accounts.computeIfAbsent(node, any -> new Account());
    }
}
