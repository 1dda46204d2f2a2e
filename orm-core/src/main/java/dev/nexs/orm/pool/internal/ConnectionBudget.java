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
 * it does nothing. Whoever shares connections with other processes changes it as they come and go. Thread-safe.
 */
public final class ConnectionBudget {

    private final boolean limited;
    private int limit;
    private String called = "nexs.pool.budget";
    private final Map<NodeAddress, Account> accounts = new HashMap<>();

    /** A budget of so many connections to each node; 0 for no limit. */
    ConnectionBudget(int limit) {
        this.limit = limit;
        this.limited = limit > 0;
    }

    /**
     * Changes how many there may be from now on; what lies idle beyond that is closed, and what is lent not taken away.
     *
     * @param most 0 for none at all
     * @param name what it is called in messages
     * @throws IllegalStateException if there was no limit from the beginning, for then nothing was counted
     */
    public void change(int most, String name) {
        if (!limited) {
            throw new IllegalStateException("Connections were not counted; set nexs.pool.budget");
        }
        Map<Account, Integer> excess = new HashMap<>();
        synchronized (this) {
            limit = most;
            called = name;
            accounts.values().forEach(account -> excess.put(account, account.spent() - most));
        }
        excess.forEach((account, many) -> {
            List<HikariNodePool> pools = poolsOf(account);
            for (int i = 0; i < many && closeIdle(pools); i++) {
                // the next one
            }
        });
    }

    /** Has connections beyond the limit closed as soon as they are given back, where a busy pool never has an idle one. */
    public void reclaim() {
        List<Account> over = new ArrayList<>();
        synchronized (this) {
            accounts.values().stream()
                    .filter(account -> account.spent() > limit)
                    .forEach(over::add);
        }
        over.forEach(account -> poolsOf(account).stream()
                .max(Comparator.comparing((HikariNodePool pool) ->
                        pool.statistics().active() + pool.statistics().idle()))
                .ifPresent(HikariNodePool::evictAll));
    }

    /** {@return how many are open, at the node that has most} */
    public synchronized int spent() {
        return accounts.values().stream().mapToInt(Account::spent).max().orElse(0);
    }

    /** {@return how many are lent or waited for, at the node where most are} */
    public int wanted() {
        List<Account> all;
        synchronized (this) {
            all = List.copyOf(accounts.values());
        }
        return all.stream()
                .mapToInt(account -> poolsOf(account).stream()
                        .map(HikariNodePool::statistics)
                        .mapToInt(pool -> pool.active() + pool.waiting())
                        .sum())
                .max()
                .orElse(0);
    }

    private synchronized List<HikariNodePool> poolsOf(Account account) {
        return List.copyOf(account.pools);
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
        if (limited) {
            account(pool.address()).pools.add(pool);
        }
    }

    synchronized void leave(HikariNodePool pool) {
        if (limited) {
            account(pool.address()).pools.remove(pool);
        }
    }

    /**
     * Sets a connection aside that is about to be opened.
     *
     * @throws SpentException when there is none; asked again soon, one that lay idle elsewhere may have been closed
     */
    void reserve(PacedConnector connector) throws SpentException {
        if (!limited) {
            return;
        }
        List<HikariNodePool> pools;
        String spent;
        synchronized (this) {
            Account account = account(connector.node());
            if (account.spent() < limit) {
                account.opening.put(connector, true);
                return;
            }
            pools = List.copyOf(account.pools);
            spent = "all " + limit + " connections of " + called;
        }
        takeIdle(pools);
        throw new SpentException("Node " + connector.node() + ": " + spent + " are open (" + holders(pools)
                + "); give connections back sooner or raise the budget");
    }

    /** From a set in which nobody waits. */
    private static void takeIdle(List<HikariNodePool> pools) {
        closeIdle(
                pools.stream().filter(pool -> pool.statistics().waiting() == 0).toList());
    }

    /** From the set that has most of them; outside the lock, for HikariCP may look whether it is alive. */
    private static boolean closeIdle(List<HikariNodePool> pools) {
        List<HikariNodePool> mostFirst = new ArrayList<>(pools);
        mostFirst.sort(
                Comparator.comparing((HikariNodePool pool) -> pool.statistics().idle())
                        .reversed());
        for (HikariNodePool pool : mostFirst) {
            if (pool.evictIdle()) {
                return true;
            }
        }
        return false;
    }

    private static String holders(List<HikariNodePool> pools) {
        return pools.stream()
                .filter(pool -> pool.statistics().active() + pool.statistics().idle() > 0)
                .map(pool -> pool + " " + pool.statistics().active() + " in use, "
                        + pool.statistics().idle() + " idle")
                .collect(Collectors.joining("; "));
    }

    Connection opened(PacedConnector connector, Connection connection) {
        if (limited) {
            synchronized (this) {
                account(connector.node()).open.add(connection);
            }
        }
        return connection;
    }

    void release(PacedConnector connector) {
        if (limited) {
            synchronized (this) {
                account(connector.node()).opening.remove(connector);
            }
        }
    }

    private Account account(NodeAddress node) {
        return accounts.computeIfAbsent(node, any -> new Account());
    }
}
