package dev.nexs.tenancy.internal;

import static dev.nexs.tenancy.internal.TenantNames.quoted;

import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantLimits;
import dev.nexs.tenancy.TenantPlace;
import dev.nexs.tenancy.TenantState;
import dev.nexs.tenancy.spi.TenantRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The registry as tables. Changes are put in a row by the lock on the one row of {@code clock}: epochs become visible in
 * their order, which no sequence would do.
 */
final class RegistryTable implements TenantRegistry, AutoCloseable {

    /** SQLSTATE of a unique index that was violated. */
    private static final String TAKEN = "23505";

    private static final String COLUMNS = "id, state, cluster, database, schema, since, max_connections,"
            + " statement_timeout, rate_per_second, work_mem, epoch";

    private final DataSource source;
    private final String schema;
    private final String channel;
    private final String instance;

    /** Whoever has it may use the connection that listens, which is open while a pool's may have to be opened first. */
    private final ReentrantLock listener = new ReentrantLock();

    private volatile @Nullable Connection listening;
    private boolean closed;

    RegistryTable(DataSource source, String schema, String instance) {
        this.source = source;
        this.schema = quoted(schema);
        this.channel = schema;
        this.instance = instance;
    }

    @Override
    public void prepare() throws SQLException {
        try (Connection connection = source.getConnection()) {
            Sql.transaction(connection, c -> {
                Sql.query(c, "select pg_advisory_xact_lock(hashtextextended(?, 0))", row -> true, channel);
                Sql.execute(c, ddl());
                return true;
            });
        }
    }

    private List<String> ddl() {
        return List.of(
                "create schema if not exists " + schema,
                "create table if not exists " + schema + ".clock (one boolean primary key default true check (one),"
                        + " epoch bigint not null)",
                "insert into " + schema + ".clock (epoch) values (0) on conflict do nothing",
                "create table if not exists " + schema + ".tenant (id text primary key, lookalike text not null,"
                        + " state text not null, cluster text not null, database text not null, schema text not null,"
                        + " since bigint not null, max_connections int, statement_timeout bigint, rate_per_second int,"
                        + " work_mem bigint, epoch bigint not null, changed_at timestamptz not null default now())",
                "create index if not exists tenant_epoch on " + schema + ".tenant (epoch)",
                "create unique index if not exists tenant_lookalike on " + schema
                        + ".tenant (lookalike) where state <> 'DROPPED'",
                "create unique index if not exists tenant_place on " + schema
                        + ".tenant (cluster, database, schema) where state <> 'DROPPED' and database || schema <> ''",
                "create table if not exists " + schema + ".event (at timestamptz not null default clock_timestamp(),"
                        + " tenant text, epoch bigint, what text not null, instance text not null)",
                "create table if not exists " + schema + ".migration (tenant text not null, version text not null,"
                        + " state text not null, runner text not null, started_at timestamptz not null, millis bigint,"
                        + " error text, primary key (tenant, version))",
                "create table if not exists " + schema + ".share (instance text primary key, connections int not null,"
                        + " wanted int not null, expires_at timestamptz not null)");
    }

    String table(String name) {
        return schema + "." + name;
    }

    DataSource source() {
        return source;
    }

    String instance() {
        return instance;
    }

    /** Has all instances look, this one too. */
    void tell(Connection connection, String what) throws SQLException {
        Sql.query(connection, "select pg_notify(?, ?)", row -> true, channel, what);
    }

    @Override
    public List<Tenant> changedSince(long epoch) throws SQLException {
        Connection warm = listening;
        if (warm != null && listener.tryLock()) {
            try {
                return changedSince(warm, epoch);
            } finally {
                listener.unlock();
            }
        }
        try (Connection connection = source.getConnection()) {
            return changedSince(connection, epoch);
        }
    }

    private List<Tenant> changedSince(Connection connection, long epoch) throws SQLException {
        return Sql.query(
                connection,
                "select " + COLUMNS + " from " + schema + ".tenant where epoch > ?",
                RegistryTable::tenant,
                epoch);
    }

    @Override
    public @Nullable Tenant find(String id) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return find(connection, id, "");
        }
    }

    private @Nullable Tenant find(Connection connection, String id, String lock) throws SQLException {
        List<Tenant> found = Sql.query(
                connection,
                "select " + COLUMNS + " from " + schema + ".tenant where id = ?" + lock,
                RegistryTable::tenant,
                id);
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public Tenant store(@Nullable Tenant expected, Tenant next, String why) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Sql.transaction(connection, c -> store(c, expected, next, why));
        } catch (SQLException e) {
            if (TAKEN.equals(e.getSQLState())) {
                throw new TenancyException(
                        Reason.REFUSED,
                        next.id(),
                        "The tenant '" + next.id() + "' cannot be registered: "
                                + (String.valueOf(e.getMessage()).contains("tenant_place")
                                        ? "another tenant has " + next.place()
                                        : "a tenant exists whose name people would take for it (0 and o, 1 and l, - and"
                                                + " _, rn and m count as the same); choose another"),
                        e);
            }
            throw e;
        }
    }

    private Tenant store(Connection c, @Nullable Tenant expected, Tenant next, String why) throws SQLException {
        long epoch = Sql.query(
                        c, "update " + schema + ".clock set epoch = epoch + 1 returning epoch", row -> row.getLong(1))
                .get(0);
        Tenant present = find(c, next.id(), " for update");
        requireExpected(expected, present, next, why);
        boolean stays = present != null
                && present.state() != TenantState.DROPPED
                && next.place().toString().equals(present.place().toString());
        long since = stays && present != null ? present.place().since() : epoch;
        TenantPlace place = new TenantPlace(
                next.place().cluster(), next.place().database(), next.place().schema(), since);
        Tenant stored = new Tenant(next.id(), next.state(), next.limits(), place, epoch);
        TenantLimits limits = stored.limits();
        Sql.update(
                c,
                "insert into " + schema + ".tenant (" + COLUMNS + ", lookalike) values (?,?,?,?,?,?,?,?,?,?,?,?)"
                        + " on conflict (id) do update set state = excluded.state, cluster = excluded.cluster,"
                        + " database = excluded.database, schema = excluded.schema, since = excluded.since,"
                        + " max_connections = excluded.max_connections,"
                        + " statement_timeout = excluded.statement_timeout,"
                        + " rate_per_second = excluded.rate_per_second, work_mem = excluded.work_mem,"
                        + " epoch = excluded.epoch, changed_at = now()",
                stored.id(),
                stored.state().name(),
                place.cluster(),
                place.database(),
                place.schema(),
                since,
                limits.maxConnections(),
                limits.statementTimeout() == null
                        ? null
                        : limits.statementTimeout().toMillis(),
                limits.ratePerSecond(),
                limits.workMem(),
                epoch,
                TenantNames.lookalike(stored.id()));
        event(c, stored.id(), epoch, why);
        tell(c, stored.id());
        return stored;
    }

    private static boolean isSame(Tenant expected, @Nullable Tenant present) {
        return present != null && present.epoch() == expected.epoch();
    }

    private static void requireExpected(@Nullable Tenant expected, @Nullable Tenant present, Tenant next, String why) {
        boolean free = present == null || present.state() == TenantState.DROPPED;
        if (expected == null ? !free : !isSame(expected, present)) {
            throw new TenancyException(
                    Reason.STATE,
                    next.id(),
                    "The tenant '" + next.id() + "' cannot be changed (" + why + "): "
                            + (present == null
                                    ? "it is not registered"
                                    : "it is " + present.state() + " since epoch " + present.epoch()
                                            + (expected == null ? "" : "; it was changed meanwhile, read it again")));
        }
        TenantState before = present == null ? TenantState.DROPPED : present.state();
        if (before != next.state() && !before.mayBecome(next.state())) {
            throw new TenancyException(
                    Reason.STATE,
                    next.id(),
                    "The tenant '" + next.id() + "' is " + before + " and cannot become " + next.state());
        }
    }

    private void event(Connection connection, @Nullable String tenant, @Nullable Long epoch, String what)
            throws SQLException {
        Sql.update(
                connection,
                "insert into " + schema + ".event (tenant, epoch, what, instance) values (?,?,?,?)",
                tenant,
                epoch,
                what,
                instance);
    }

    @Override
    public void record(@Nullable String tenant, String what) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Sql.transaction(connection, c -> {
                event(c, tenant, null, what);
                return true;
            });
        }
    }

    /** Keeps one connection of its own, and asks for another when that is lost. What was missed meanwhile the epoch tells. */
    @Override
    public boolean awaitNotice(Duration atMost) throws SQLException {
        listener.lock();
        try {
            return hear(atMost);
        } finally {
            listener.unlock();
        }
    }

    /** What was told before somebody listened is lost, so to have begun to listen is a notice, too. */
    private boolean hear(Duration atMost) throws SQLException {
        boolean begins = listening == null;
        Connection connection = listening();
        if (begins) {
            return true;
        }
        try {
            PGNotification[] heard =
                    connection.unwrap(PGConnection.class).getNotifications((int) Math.max(1, atMost.toMillis()));
            return heard != null && heard.length > 0;
        } catch (SQLException e) {
            forget(connection);
            throw e;
        }
    }

    private synchronized Connection listening() throws SQLException {
        if (closed) {
            throw new SQLException("The registry is closed");
        }
        Connection connection = listening;
        if (connection == null) {
            connection = source.getConnection();
            connection.setAutoCommit(true);
            Sql.execute(connection, "listen " + quoted(channel));
            listening = connection;
        }
        return connection;
    }

    private synchronized void forget(Connection connection) {
        listening = null;
        try {
            connection.abort(Runnable::run);
            connection.close();
        } catch (SQLException e) {
            // it is lost already
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Connection connection = listening;
        if (connection != null) {
            listening = null;
            try (connection) {
                Sql.execute(connection, "unlisten *");
            } catch (SQLException e) {
                // it is lost, and what it listened to with it
            }
        }
    }

    private static Tenant tenant(ResultSet row) throws SQLException {
        long timeout = row.getLong("statement_timeout");
        Duration statementTimeout = row.wasNull() ? null : Duration.ofMillis(timeout);
        return new Tenant(
                Sql.text(row, "id"),
                TenantState.valueOf(Sql.text(row, "state")),
                new TenantLimits(
                        row.getObject("max_connections", Integer.class),
                        statementTimeout,
                        row.getObject("rate_per_second", Integer.class),
                        row.getObject("work_mem", Long.class)),
                new TenantPlace(
                        Sql.text(row, "cluster"),
                        Sql.text(row, "database"),
                        Sql.text(row, "schema"),
                        row.getLong("since")),
                row.getLong("epoch"));
    }
}
