package dev.nexs.tenancy.internal;

import dev.nexs.orm.NexsSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's share of the connections that all processes of the application may have together. Each has a row that says
 * how many it may have and how many it wants, good for a lease. Rows are changed under one lock, so that their sum is never
 * more than there are: who grows has what nobody has, and who shrinks says so when the connections are closed. Where somebody
 * wants more than he has, others give what they do not use; and if he has less than his equal part, also what they do.
 */
final class ConnectionShares implements KnownTenants.Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionShares.class);
    private static final int RENEWALS_PER_LEASE = 4;

    /** The connections of this process. */
    interface Connections {
        /** Has so many at most from now on; what lies idle beyond that is closed. */
        void change(int most, String name);

        /** Has what is lent beyond that closed when it is given back. */
        void reclaim();

        /** {@return how many are open} */
        int spent();

        /** {@return how many are lent or waited for} */
        int wanted();
    }

    /** What a process has and wants. */
    record Share(int connections, int wanted) {
        boolean lacks() {
            return wanted > connections;
        }
    }

    private final RegistryTable registry;
    private final String instance;
    private final int total;
    private final Duration lease;
    private final Connections connections;

    private Share mine = new Share(0, 1);
    private int target;
    private boolean known;
    private long renewed = System.nanoTime();

    ConnectionShares(RegistryTable registry, String instance, int total, Duration lease, Connections connections) {
        this.registry = registry;
        this.instance = instance;
        this.total = total;
        this.lease = lease;
        this.connections = connections;
    }

    @Override
    public synchronized void run(boolean heard) throws SQLException {
        int wanted = Math.max(1, connections.wanted());
        boolean due = System.nanoTime() - renewed
                > lease.dividedBy(RENEWALS_PER_LEASE).toNanos();
        boolean shrinking = mine.connections() > target;
        boolean hungry = wanted > mine.connections() && wanted != mine.wanted();
        if (!known || heard || due || shrinking || hungry) {
            if (shrinking) {
                connections.reclaim();
            }
            renew(Math.min(wanted, total));
        }
    }

    /** Others may have what was this process's when its lease is over. */
    @Override
    public synchronized void failed() {
        if (known && System.nanoTime() - renewed > lease.toNanos()) {
            LOG.warn("The share of {} was not renewed for {}; nothing is opened until it is", total, lease);
            known = false;
            mine = new Share(0, 1);
            target = 0;
            connections.change(0, NexsSettings.TENANCY_MAX_CONNECTIONS + ", whose lease could not be renewed,");
            connections.reclaim();
        }
    }

    private void renew(int wanted) throws SQLException {
        long asOf = System.nanoTime();
        String name;
        try (Connection connection = registry.source().getConnection()) {
            name = Sql.transaction(connection, c -> {
                String table = registry.table("share");
                Sql.query(c, "select pg_advisory_xact_lock(hashtextextended(?, 0))", row -> true, table);
                Sql.update(c, "delete from " + table + " where expires_at < now() and instance <> ?", instance);
                List<Share> others = Sql.query(
                        c,
                        "select connections, wanted from " + table + " where instance <> ? order by instance",
                        row -> new Share(row.getInt(1), row.getInt(2)),
                        instance);
                int next = next(total, new Share(mine.connections(), wanted), others);
                String whose = NexsSettings.TENANCY_MAX_CONNECTIONS + " = " + total + ", of which other processes have "
                        + others.stream().map(Share::connections).toList() + ",";
                target = next;
                if (next <= mine.connections()) {
                    connections.change(next, whose);
                }
                Share stored = new Share(Math.max(next, connections.spent()), wanted);
                Sql.update(
                        c,
                        "insert into " + table + " (instance, connections, wanted, expires_at)"
                                + " values (?, ?, ?, now() + ? * interval '1 millisecond') on conflict (instance) do update"
                                + " set connections = excluded.connections, wanted = excluded.wanted,"
                                + " expires_at = excluded.expires_at",
                        instance,
                        stored.connections(),
                        stored.wanted(),
                        lease.toMillis());
                boolean gives = stored.connections() < mine.connections();
                if (stored.lacks() ? !stored.equals(mine) : gives) {
                    registry.tell(c, "share");
                }
                mine = stored;
                return whose;
            });
        }
        known = true;
        renewed = asOf;
        connections.change(target, name);
    }

    /** {@return how many a process may have from now on} */
    static int next(int total, Share mine, List<Share> others) {
        int free =
                Math.max(0, total - others.stream().mapToInt(Share::connections).sum());
        int equal = Math.max(1, total / (others.size() + 1));
        boolean asked = others.stream().anyMatch(Share::lacks);
        boolean poor = others.stream().anyMatch(other -> other.lacks() && other.connections() < equal);
        int wanted = poor ? Math.min(mine.wanted(), equal) : mine.wanted();
        return Math.min(free, wanted >= mine.connections() || asked ? wanted : mine.connections());
    }

    /** Nobody has to wait for the lease to end. */
    void giveBack() {
        try (Connection connection = registry.source().getConnection()) {
            Sql.transaction(connection, c -> {
                Sql.update(c, "delete from " + registry.table("share") + " where instance = ?", instance);
                registry.tell(c, "share");
                return true;
            });
        } catch (SQLException | RuntimeException e) {
            LOG.debug("The share could not be given back; its lease ends it", e);
        }
    }
}
