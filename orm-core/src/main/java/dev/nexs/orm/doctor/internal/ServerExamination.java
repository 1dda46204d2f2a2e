package dev.nexs.orm.doctor.internal;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.pool.PoolStatistics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** One server: encryption, who is let in, connections, replication, durability, age. */
public final class ServerExamination {

    private static final int SUPPORTED = 140_000;
    private static final long MEBIBYTE = 1 << 20;
    private static final long RETAINED = 1024 * MEBIBYTE;
    private static final int WRAPAROUND_WARNING = 1_000_000_000;
    private static final int WRAPAROUND_ERROR = 1_800_000_000;
    private static final double QUEUE = 0.1;

    private final NodeSnapshot node;
    private final Connection connection;
    private final Notes notes;

    private ServerExamination(NodeSnapshot node, Connection connection, Notes notes) {
        this.node = node;
        this.connection = connection;
        this.notes = notes;
    }

    /** Looks at one server. */
    public static void run(NodeSnapshot node, Connection connection, List<NodeSnapshot> all, Notes notes)
            throws SQLException {
        ServerExamination examination = new ServerExamination(node, connection, notes);
        examination.version();
        examination.encryption();
        examination.doors();
        examination.connections();
        examination.durability();
        examination.idleTransactions();
        if (node.role() == NodeRole.PRIMARY) {
            examination.slots();
            examination.unknownReplicas(all);
            examination.wraparound();
            examination.notificationQueue();
        }
    }

    private void version() {
        notes.examined(1);
        if (node.serverVersion() > 0 && node.serverVersion() < SUPPORTED) {
            notes.error(
                    "server.version",
                    node.id(),
                    "PostgreSQL " + node.serverVersion() / 10_000 + " is older than 14",
                    "Upgrade it; nothing here is tested below 14");
        }
    }

    private void encryption() throws SQLException {
        notes.check(
                connection,
                node.id(),
                "select ssl from pg_catalog.pg_stat_ssl where pid = pg_catalog.pg_backend_pid()",
                row -> {
                    if (!row.getBoolean(1) && !isLoopback()) {
                        notes.warn(
                                "tls.off",
                                node.id(),
                                "The connection is not encrypted and leaves this machine",
                                "Set nexs.tls.mode=verify-full and nexs.tls.root-cert");
                    }
                });
        notes.check(
                connection,
                node.id(),
                "select rolpassword is not null and rolpassword like 'md5%' from pg_catalog.pg_authid where rolname ="
                        + " current_user",
                row -> {
                    if (row.getBoolean(1)) {
                        notes.warn(
                                "tls.password-md5",
                                node.id(),
                                "The login's password is stored as MD5",
                                "Set password_encryption = 'scram-sha-256' and set the password again");
                    }
                });
    }

    private boolean isLoopback() {
        String host = node.id().substring(0, node.id().lastIndexOf(':')).replaceAll("[\\[\\]]", "");
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void doors() throws SQLException {
        notes.check(
                connection,
                node.id() + " pg_hba.conf",
                "select line_number, type, coalesce(address, 'local') from pg_catalog.pg_hba_file_rules"
                        + " where auth_method = 'trust' and type <> 'local'"
                        + " and address not in ('127.0.0.1', '::1', 'localhost', 'samehost') order by line_number",
                row -> notes.error(
                        "tls.hba-trust",
                        node.id(),
                        "Line " + row.getInt(1) + " of pg_hba.conf lets " + row.getString(3) + " in without a password",
                        "Write scram-sha-256 in the place of trust, and hostssl in the place of host"));
    }

    private void connections() throws SQLException {
        PoolStatistics pool = node.pool();
        notes.check(
                connection,
                node.id(),
                "select current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,"
                        + " (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend')::int,"
                        + " (select count(distinct (client_addr, application_name)) from pg_catalog.pg_stat_activity"
                        + " where backend_type = 'client backend' and usename = current_user)::int",
                row -> {
                    int usable = row.getInt(1) - row.getInt(2);
                    int most = pool == null ? 0 : pool.maximum();
                    if (most > usable) {
                        notes.error(
                                "pool.arithmetic",
                                node.id(),
                                "One instance's pool may take " + most + " connections, the server gives " + usable
                                        + " (max_connections " + row.getInt(1) + " less " + row.getInt(2)
                                        + " that are reserved)",
                                "Lower nexs.pool.maximum-size, or put PgBouncer between");
                    } else if (most > 0 && usable / most < 2) {
                        notes.warn(
                                "pool.arithmetic",
                                node.id(),
                                "Pools of " + most + " fit once into " + usable
                                        + " connections, so a second instance of"
                                        + " the application is refused at full load; a deployment runs two",
                                "Keep instances x nexs.pool.maximum-size below " + usable);
                    } else if (row.getInt(3) * 10 > usable * 9) {
                        notes.warn(
                                "pool.arithmetic",
                                node.id(),
                                row.getInt(3) + " of " + usable + " connections are in use",
                                "Find out whose they are: select usename, application_name, count(*) from"
                                        + " pg_stat_activity group by 1, 2");
                    }
                });
        notes.check(
                connection,
                node.id(),
                "select rolname, rolconnlimit from pg_catalog.pg_roles where rolname = current_user"
                        + " and rolconnlimit >= 0",
                row -> {
                    if (pool != null && pool.maximum() > row.getInt(2)) {
                        notes.error(
                                "pool.role-limit",
                                node.id(),
                                "The role " + row.getString(1) + " may have " + row.getInt(2)
                                        + " connections, the pool may take " + pool.maximum(),
                                "ALTER ROLE … CONNECTION LIMIT, or lower nexs.pool.maximum-size");
                    }
                });
    }

    private void durability() throws SQLException {
        notes.check(
                connection,
                node.id(),
                "select name from pg_catalog.pg_settings where name in ('fsync', 'full_page_writes') and setting = 'off'",
                row -> notes.error(
                        "server.durability",
                        node.id(),
                        row.getString(1) + " is off: a crash of the machine can lose or spoil what was committed",
                        "Switch it on, unless this server's data may be lost"));
    }

    private void idleTransactions() throws SQLException {
        notes.check(
                connection,
                node.id(),
                "select count(*)::int, coalesce(max(extract(epoch from now() - xact_start))::int, 0)"
                        + " from pg_catalog.pg_stat_activity where state like 'idle in transaction%'"
                        + " and now() - state_change > interval '5 minutes'",
                row -> {
                    if (row.getInt(1) > 0) {
                        notes.warn(
                                "server.idle-in-transaction",
                                node.id(),
                                row.getInt(1) + " sessions have been idle inside a transaction for over 5 minutes, the"
                                        + " oldest transaction is " + row.getInt(2) + " s old; they keep vacuum from"
                                        + " cleaning up",
                                "Set idle_in_transaction_session_timeout, and nexs.pool.leak-detection to find the code");
                    }
                });
    }

    private void slots() throws SQLException {
        notes.check(
                connection,
                node.id(),
                "select slot_name, active, coalesce(wal_status, ''),"
                        + " coalesce(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), restart_lsn), 0)::bigint"
                        + " from pg_catalog.pg_replication_slots",
                row -> {
                    String slot = row.getString(1);
                    long kept = row.getLong(4);
                    if (row.getString(3).equals("lost")) {
                        notes.error(
                                "replication.slot-lost",
                                node.id() + " " + slot,
                                "The log that this slot's replica needs is gone",
                                "Make the replica anew, then drop the slot: select pg_drop_replication_slot('" + slot
                                        + "')");
                    } else if (!row.getBoolean(2)) {
                        notes.warn(
                                "replication.slot-inactive",
                                node.id() + " " + slot,
                                "Nobody reads from this slot, and it keeps " + kept / MEBIBYTE
                                        + " MB of log; the disk fills up",
                                "Bring its replica back, or drop it: select pg_drop_replication_slot('" + slot + "')");
                    } else if (kept > RETAINED) {
                        notes.warn(
                                "replication.slot-retained",
                                node.id() + " " + slot,
                                "The slot keeps " + kept / MEBIBYTE + " MB of log",
                                "See why its reader is slow; max_slot_wal_keep_size bounds what it may keep");
                    }
                });
    }

    /** A replica that streams from here and that nobody reads from. */
    private void unknownReplicas(List<NodeSnapshot> all) throws SQLException {
        long known =
                all.stream().filter(other -> other.role() == NodeRole.REPLICA).count();
        notes.check(
                connection,
                node.id(),
                "select count(*)::int, coalesce(string_agg(distinct coalesce(host(client_addr), 'local') || ' ' ||"
                        + " application_name, ', '), '') from pg_catalog.pg_stat_replication"
                        + " where application_name <> 'pg_basebackup'",
                row -> {
                    if (row.getInt(1) > known) {
                        notes.note(
                                "cluster.unknown-replica",
                                node.id(),
                                row.getInt(1) + " replicas stream from the primary (" + row.getString(2) + "), " + known
                                        + " of the URL are replicas",
                                "Name them in nexs.url, so that they take reads and can be followed after a failover");
                    }
                });
    }

    private void wraparound() throws SQLException {
        notes.check(
                connection,
                node.id(),
                "select datname, age(datfrozenxid) from pg_catalog.pg_database where age(datfrozenxid) > "
                        + WRAPAROUND_WARNING,
                row -> {
                    String evidence = "The oldest row of database " + row.getString(1) + " is " + row.getInt(2)
                            + " transactions old; at about 2,000 million the server stops taking writes";
                    String remedy = "Run vacuumdb --freeze there, and see what keeps autovacuum from it: old"
                            + " transactions, prepared transactions, slots";
                    if (row.getInt(2) > WRAPAROUND_ERROR) {
                        notes.error("server.wraparound", node.id(), evidence, remedy);
                    } else {
                        notes.warn("server.wraparound", node.id(), evidence, remedy);
                    }
                });
    }

    private void notificationQueue() throws SQLException {
        notes.check(connection, node.id(), "select pg_catalog.pg_notification_queue_usage()", row -> {
            if (row.getDouble(1) > QUEUE) {
                notes.warn(
                        "server.notification-queue",
                        node.id(),
                        "The queue of notifications is " + Math.round(row.getDouble(1) * 100)
                                + " % full; at 100 % every NOTIFY fails at COMMIT",
                        "A listener sits in an open transaction: end that of the oldest in pg_stat_activity");
            }
        });
    }
}
