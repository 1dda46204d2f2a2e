package dev.nexs.tenancy.internal;

import static dev.nexs.tenancy.internal.TenantNames.quoted;

import dev.nexs.tenancy.MoveReport;
import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantPlace;
import dev.nexs.tenancy.TenantState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies tenants, and moves them. A move makes the tables in the new place, then refuses the tenant's sessions, takes the
 * application's right to write to the old place, waits for those who still do, copies, compares, and names the new place in
 * the registry; the old one gets another name before anybody may go on there. A move that died is called again and goes on.
 */
public final class TenantMoves {

    private static final Logger LOG = LoggerFactory.getLogger(TenantMoves.class);

    private final TenantLife life;
    private final DataSources sources;
    private final Migrations migrations;

    TenantMoves(TenantLife life, DataSources sources, Migrations migrations) {
        this.life = life;
        this.sources = sources;
        this.migrations = migrations;
    }

    /** Makes a tenant with the data of another. */
    public MoveReport copy(String from, String to, TenantPlace place) {
        requireTables(from, place);
        return life.alone(from, present -> {
            Tenant source = TenantLife.require(from, present);
            Tenant made = life.provision(to, source.limits(), place);
            try {
                return new MoveReport(made, copyData(source, made, false), Duration.ZERO);
            } catch (SQLException | RuntimeException e) {
                life.drop(to, life.dropToken(to));
                throw e;
            }
        });
    }

    private static void requireTables(String tenant, TenantPlace place) {
        if (place.schema().isEmpty() && place.database().isEmpty()) {
            throw new TenancyException(
                    Reason.REFUSED,
                    tenant,
                    "The tenant '" + tenant
                            + "' has rows in shared tables, which this library neither clones nor moves:"
                            + " identifiers would meet. Use a schema for each tenant where that is wanted");
        }
    }

    private Map<String, Long> copyData(Tenant source, Tenant target, boolean frozen) throws SQLException {
        try (Connection reading = sources.controlConnection(source.place());
                Connection writing = sources.controlConnection(target.place())) {
            reading.setTransactionIsolation(
                    frozen ? Connection.TRANSACTION_READ_COMMITTED : Connection.TRANSACTION_REPEATABLE_READ);
            return Sql.transaction(
                    reading,
                    from -> Sql.transaction(
                            writing,
                            to -> new TableCopy(source.id(), from, schema(source.place()), to, schema(target.place()))
                                    .run()));
        }
    }

    private static String schema(TenantPlace place) {
        return place.schema().isEmpty() ? "public" : place.schema();
    }

    /** Moves a tenant, or goes on with a move that died. */
    public MoveReport move(String id, TenantPlace place, boolean dropSource) {
        requireTables(id, place);
        return life.alone(id, present -> {
            Tenant tenant = TenantLife.require(id, present);
            if (tenant.place().toString().equals(place.toString())) {
                throw new TenancyException(Reason.REFUSED, id, "The tenant '" + id + "' is in " + place + " already");
            }
            if (tenant.state() != TenantState.ACTIVE && tenant.state() != TenantState.MOVING) {
                throw new TenancyException(
                        Reason.STATE,
                        id,
                        "The tenant '" + id + "' is " + tenant.state() + "; only an active one moves");
            }
            Tenant there = new Tenant(id, TenantState.ACTIVE, tenant.limits(), place, tenant.epoch());
            if (!exists(place)) {
                life.create(place);
            }
            migrations.bringUpIfEmpty(there, schema(place));
            long begun = System.nanoTime();
            Tenant moving = tenant.state() == TenantState.MOVING
                    ? tenant
                    : life.store(tenant, TenantLife.with(tenant, TenantState.MOVING), "move to " + place);
            try {
                return switchOver(moving, there, begun, dropSource);
            } catch (SQLException | RuntimeException e) {
                life.grantWrites(moving.place(), true);
                life.store(moving, TenantLife.with(moving, TenantState.ACTIVE), "move failed: " + e.getMessage());
                throw e;
            }
        });
    }

    private boolean exists(TenantPlace place) throws SQLException {
        if (!place.database().isEmpty()) {
            try (Connection connection = sources.controlConnection(new TenantPlace(place.cluster(), "", "", 0))) {
                return !Sql.query(
                                connection,
                                "select 1 from pg_database where datname = ?",
                                row -> true,
                                place.database())
                        .isEmpty();
            }
        }
        try (Connection connection = sources.controlConnection(place)) {
            return !Sql.query(connection, "select 1 from pg_namespace where nspname = ?", row -> true, place.schema())
                    .isEmpty();
        }
    }

    private MoveReport switchOver(Tenant moving, Tenant there, long begun, boolean dropSource) throws SQLException {
        TenantPlace old = moving.place();
        life.grantWrites(old, false);
        MoveReport report;
        try (Connection reading = sources.controlConnection(old);
                Connection writing = sources.controlConnection(there.place())) {
            report = Sql.transaction(reading, from -> {
                TableCopy copy = new TableCopy(moving.id(), from, schema(old), writing, schema(there.place()));
                copy.lockSource();
                Map<String, Long> rows = Sql.transaction(writing, to -> copy.run());
                Tenant moved = life.store(moving, there, "moved to " + there.place());
                if (!old.schema().isEmpty()) {
                    Sql.execute(
                            from,
                            dropSource
                                    ? "drop schema " + quoted(old.schema()) + " cascade"
                                    : "alter schema " + quoted(old.schema()) + " rename to "
                                            + quoted("moved_" + moved.epoch()));
                }
                return new MoveReport(moved, rows, Duration.ofNanos(System.nanoTime() - begun));
            });
        }
        LOG.info("The tenant '{}' moved from {} to {} in {}", moving.id(), old, there.place(), report.pause());
        if (!old.database().isEmpty()) {
            endDatabase(moving.id(), old, dropSource);
        }
        return report;
    }

    /** A database has no other name while somebody is in it. */
    private void endDatabase(String tenant, TenantPlace old, boolean dropSource) throws SQLException {
        sources.evict(tenant, old);
        try (Connection connection = sources.controlConnection(new TenantPlace(old.cluster(), "", "", 0))) {
            connection.setAutoCommit(true);
            if (dropSource) {
                Sql.execute(connection, "drop database " + quoted(old.database()) + " with (force)");
            } else {
                Sql.execute(connection, "alter database " + quoted(old.database()) + " allow_connections false");
                Sql.query(
                        connection,
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?",
                        row -> true,
                        old.database());
            }
        }
    }
}
