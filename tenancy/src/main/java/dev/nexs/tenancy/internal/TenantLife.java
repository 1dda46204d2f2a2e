package dev.nexs.tenancy.internal;

import static dev.nexs.tenancy.internal.TenantNames.quoted;

import dev.nexs.orm.NexsSettings;
import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.TenancyStrategy;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantLimits;
import dev.nexs.tenancy.TenantPlace;
import dev.nexs.tenancy.TenantState;
import dev.nexs.tenancy.spi.TenantRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tenants through their life. Whoever changes a tenant's data holds an advisory lock of its name, so a state between
 * two others whose lock is free is what a dead process left behind, and is cleaned up by the next one that comes along.
 */
public final class TenantLife {

    private static final Logger LOG = LoggerFactory.getLogger(TenantLife.class);

    private static final String WRITES = "insert, update, delete";

    private final TenancySettings settings;
    private final TenantRegistry registry;
    private final KnownTenants known;
    private final DataSources sources;
    private final Roles roles;
    private final Migrations migrations;

    TenantLife(
            TenancySettings settings,
            TenantRegistry registry,
            KnownTenants known,
            DataSources sources,
            Roles roles,
            Migrations migrations) {
        this.settings = settings;
        this.registry = registry;
        this.known = known;
        this.sources = sources;
        this.roles = roles;
        this.migrations = migrations;
    }

    /** Work on a tenant that nobody else changes meanwhile. */
    @FunctionalInterface
    interface Change<T extends @Nullable Object> {
        T on(@Nullable Tenant present) throws SQLException;
    }

    <T extends @Nullable Object> T alone(String id, Change<T> change) {
        try (Connection connection = sources.controlConnection(DataSources.MAIN)) {
            connection.setAutoCommit(true);
            if (!Sql.query(
                            connection,
                            "select pg_try_advisory_lock(hashtextextended(?, 0))",
                            row -> row.getBoolean(1),
                            "nexs-tenant:" + id)
                    .get(0)) {
                throw new TenancyException(
                        Reason.REFUSED,
                        id,
                        "The tenant '" + id + "' is being changed by another process; try again when it is through");
            }
            try {
                return change.on(registry.find(id));
            } finally {
                Sql.query(
                        connection,
                        "select pg_advisory_unlock(hashtextextended(?, 0))",
                        row -> true,
                        "nexs-tenant:" + id);
            }
        } catch (SQLException e) {
            throw failed(id, "changed", e);
        }
    }

    private static TenancyException failed(@Nullable String id, String what, SQLException e) {
        return new TenancyException(
                Reason.FAILED, id, "The tenant '" + id + "' could not be " + what + ": " + e.getMessage(), e);
    }

    Tenant store(@Nullable Tenant expected, Tenant next, String why) throws SQLException {
        Tenant stored = registry.store(expected, next, why);
        known.learn(stored);
        return stored;
    }

    // ---- provisioning

    /** Sets a tenant up, or leaves nothing of it. */
    public Tenant provision(String id, TenantLimits limits, TenantPlace place) {
        return alone(id, present -> {
            Tenant before = present == null ? null : withoutLeftovers(present);
            Tenant reserved =
                    store(null, new Tenant(id, TenantState.PROVISIONING, limits, place, 0), "provision in " + place);
            try {
                create(place);
                migrations.bringUp(reserved);
                Tenant active = store(reserved, with(reserved, TenantState.ACTIVE), "activate");
                LOG.info(
                        "The tenant '{}' is provisioned in {}{}",
                        id,
                        place,
                        before == null ? "" : " under a name that was used before");
                return active;
            } catch (SQLException | RuntimeException | Error e) {
                abandon(reserved, e);
                throw e;
            }
        });
    }

    /** A process died while it provisioned or dropped: what it left goes. */
    private Tenant withoutLeftovers(Tenant present) throws SQLException {
        if (present.state() == TenantState.PROVISIONING || present.state() == TenantState.DROPPING) {
            remove(present);
            return store(present, with(present, TenantState.DROPPED), "clean up what a dead process left");
        }
        return present;
    }

    private void abandon(Tenant reserved, Throwable cause) {
        try {
            remove(reserved);
            store(reserved, with(reserved, TenantState.DROPPED), "clean up after: " + cause.getMessage());
        } catch (SQLException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** Makes the schema or database, and grants the application what it needs there. */
    void create(TenantPlace place) throws SQLException {
        if (!place.database().isEmpty()) {
            try (Connection connection = sources.controlConnection(cluster(place))) {
                connection.setAutoCommit(true);
                Sql.execute(
                        connection,
                        "create database " + quoted(place.database()),
                        "revoke connect on database " + quoted(place.database()) + " from public",
                        "grant connect on database " + quoted(place.database()) + " to "
                                + quoted(roles.application(place)));
            }
        }
        if (place.schema().isEmpty() && place.database().isEmpty()) {
            return;
        }
        String application = roles.application(place);
        String schema = quoted(place.schema().isEmpty() ? "public" : place.schema());
        List<String> ddl = new ArrayList<>();
        if (!place.schema().isEmpty()) {
            ddl.add("create schema " + schema);
        }
        if (!application.equals(roles.owner(place))) {
            ddl.add("grant usage on schema " + schema + " to " + quoted(application));
            ddl.add("alter default privileges in schema " + schema + " grant select, " + WRITES + " on tables to "
                    + quoted(application));
            ddl.add("alter default privileges in schema " + schema + " grant usage, select on sequences to "
                    + quoted(application));
        }
        try (Connection connection = sources.controlConnection(place)) {
            Sql.transaction(connection, c -> {
                Sql.execute(c, ddl);
                return true;
            });
        }
    }

    /** Removes a tenant's data, as far as there is any. */
    void remove(Tenant tenant) throws SQLException {
        TenantPlace place = tenant.place();
        sources.evict(tenant.id(), place);
        if (!place.database().isEmpty()) {
            try (Connection connection = sources.controlConnection(cluster(place))) {
                connection.setAutoCommit(true);
                Sql.execute(connection, "drop database if exists " + quoted(place.database()) + " with (force)");
            }
        } else if (!place.schema().isEmpty()) {
            try (Connection connection = sources.controlConnection(place)) {
                connection.setAutoCommit(true);
                Sql.execute(connection, "drop schema if exists " + quoted(place.schema()) + " cascade");
            }
        } else {
            removeRows(tenant);
        }
        migrations.forget(tenant.id());
    }

    /** As the application, so that the policies say which rows are the tenant's, those of rows that belong to rows too. */
    private void removeRows(Tenant tenant) throws SQLException {
        try (Connection connection = sources.main().getConnection()) {
            Sql.transaction(connection, c -> {
                Sql.query(c, "select set_config(?, ?, true)", row -> true, settings.variable(), tenant.id());
                new TenantRows(c).deleteAll();
                return true;
            });
        }
    }

    private static TenantPlace cluster(TenantPlace place) {
        return new TenantPlace(place.cluster(), "", "", 0);
    }

    // ---- the states in between

    /** Takes a tenant from one state to another. */
    public Tenant become(String id, TenantState next) {
        return alone(id, present -> {
            Tenant tenant = require(id, present);
            if (tenant.state() == next) {
                return tenant;
            }
            if (next == TenantState.ARCHIVED) {
                Tenant archived = store(tenant, with(tenant, next), "archive");
                grantWrites(tenant.place(), false);
                return archived;
            }
            if (next == TenantState.ACTIVE && tenant.state() != TenantState.SUSPENDED) {
                requireThere(tenant);
                grantWrites(tenant.place(), true);
            }
            return store(tenant, with(tenant, next), next == TenantState.ACTIVE ? "activate" : "suspend");
        });
    }

    /** A move or rename that died may have taken the data away. */
    private void requireThere(Tenant tenant) throws SQLException {
        String schema = tenant.place().schema();
        if (schema.isEmpty()) {
            return;
        }
        try (Connection connection = sources.controlConnection(tenant.place())) {
            if (Sql.query(connection, "select 1 from pg_namespace where nspname = ?", row -> true, schema)
                    .isEmpty()) {
                throw new TenancyException(
                        Reason.STATE,
                        tenant.id(),
                        "The tenant '" + tenant.id() + "' cannot be activated: there is no schema '" + schema
                                + "' any more. A rename or move that was broken off took it away; call it again");
            }
        }
    }

    /** What the registry says the server holds, too: nobody writes to what is archived or being copied. */
    void grantWrites(TenantPlace place, boolean writes) throws SQLException {
        if (place.schema().isEmpty() && place.database().isEmpty()) {
            return;
        }
        String schema = quoted(place.schema().isEmpty() ? "public" : place.schema());
        String application = quoted(roles.application(place));
        try (Connection connection = sources.controlConnection(place)) {
            connection.setAutoCommit(true);
            Sql.execute(
                    connection,
                    writes
                            ? "grant " + WRITES + " on all tables in schema " + schema + " to " + application
                            : "revoke " + WRITES + " on all tables in schema " + schema + " from " + application);
        }
    }

    /** Changes a tenant's limits. */
    public Tenant limit(String id, UnaryOperator<TenantLimits> change) {
        return alone(id, present -> {
            Tenant tenant = require(id, present);
            Tenant next = new Tenant(id, tenant.state(), change.apply(tenant.limits()), tenant.place(), tenant.epoch());
            return store(tenant, next, "limits " + next.limits());
        });
    }

    static Tenant require(String id, @Nullable Tenant present) {
        if (present == null || present.state() == TenantState.DROPPED) {
            throw new TenancyException(Reason.UNKNOWN, id, "There is no tenant '" + id + "'");
        }
        return present;
    }

    static Tenant with(Tenant tenant, TenantState state) {
        return new Tenant(tenant.id(), state, tenant.limits(), tenant.place(), tenant.epoch());
    }

    // ---- the end

    /** {@return what confirms that a tenant as it is now is meant} */
    public String dropToken(String id) {
        try {
            return token(require(id, registry.find(id)));
        } catch (SQLException e) {
            throw failed(id, "looked up", e);
        }
    }

    private static String token(Tenant tenant) {
        return tenant.id() + "@" + tenant.epoch() + "-"
                + Integer.toUnsignedString(
                        Objects.hash(tenant.id(), tenant.epoch(), tenant.place().toString()), 36);
    }

    /** Drops a tenant and its data. */
    public void drop(String id, String token) {
        alone(id, present -> {
            Tenant tenant = require(id, present);
            if (tenant.state() != TenantState.DROPPING && !token.equals(token(tenant))) {
                throw new TenancyException(
                        Reason.REFUSED,
                        id,
                        "The tenant '" + id + "' is not dropped: the token is not the one that tenancy.drop(\"" + id
                                + "\") returns for it as it is now, " + tenant.state() + " in " + tenant.place());
            }
            Tenant dropping = tenant.state() == TenantState.DROPPING
                    ? tenant
                    : store(tenant, with(tenant, TenantState.DROPPING), "drop " + tenant.place());
            remove(dropping);
            Ciphers.shred(id);
            return store(dropping, with(dropping, TenantState.DROPPED), "dropped");
        });
    }

    // ---- another name

    /** Gives a tenant another name, together with its data. */
    public Tenant rename(String from, String to) {
        return alone(
                from,
                present -> alone(to, other -> {
                    Tenant tenant = require(from, present);
                    boolean resumes = tenant.state() == TenantState.MOVING;
                    boolean free = other == null || other.state() == TenantState.DROPPED;
                    if (!free && !(resumes && other != null && other.state() == TenantState.MOVING)) {
                        throw new TenancyException(
                                Reason.REFUSED,
                                to,
                                "The tenant '" + from + "' cannot be called '" + to + "': there is such a tenant");
                    }
                    requireRenamable(from);
                    Tenant moving = resumes
                            ? tenant
                            : store(tenant, with(tenant, TenantState.MOVING), "rename to '" + to + "'");
                    Tenant next;
                    try {
                        next = free || other == null
                                ? store(null, renamed(moving, to), "rename from '" + from + "'")
                                : other;
                    } catch (SQLException | RuntimeException e) {
                        store(moving, with(moving, TenantState.ACTIVE), "rename was refused");
                        throw e;
                    }
                    try {
                        renameData(moving, next);
                    } catch (SQLException | RuntimeException e) {
                        store(next, with(next, TenantState.DROPPED), "rename failed");
                        store(moving, with(moving, TenantState.ACTIVE), "rename failed");
                        throw e;
                    }
                    store(moving, with(moving, TenantState.DROPPED), "renamed to '" + to + "'");
                    migrations.rename(from, to);
                    return store(next, with(next, TenantState.ACTIVE), "activate");
                }));
    }

    private void requireRenamable(String from) throws SQLException {
        if (settings.strategy() == TenancyStrategy.DATABASE) {
            throw new TenancyException(
                    Reason.REFUSED,
                    from,
                    "A tenant with a database of its own cannot be renamed: PostgreSQL renames no database that is in"
                            + " use; clone it under the new name and drop the old one");
        }
        if (settings.strategy() == TenancyStrategy.ROW
                && roles.application(DataSources.MAIN).equals(roles.owner(DataSources.MAIN))) {
            throw new TenancyException(
                    Reason.REFUSED,
                    from,
                    "Rows of a tenant can be renamed by an administrator only; set "
                            + NexsSettings.TENANCY_ADMIN_USERNAME);
        }
    }

    private Tenant renamed(Tenant tenant, String to) {
        TenantPlace place = tenant.place();
        String schema = place.schema().isEmpty() ? "" : TenantNames.object(settings.prefix(), to);
        return new Tenant(
                to,
                TenantState.MOVING,
                tenant.limits(),
                new TenantPlace(place.cluster(), place.database(), schema, 0),
                0);
    }

    private void renameData(Tenant from, Tenant to) throws SQLException {
        try (Connection connection = sources.controlConnection(from.place())) {
            Sql.transaction(connection, c -> {
                String schema = from.place().schema();
                if (schema.isEmpty()) {
                    new TenantRows(c).rename(from.id(), to.id());
                } else if (!Sql.query(c, "select 1 from pg_namespace where nspname = ?", row -> true, schema)
                        .isEmpty()) {
                    Sql.execute(
                            c,
                            "alter schema " + quoted(schema) + " rename to "
                                    + quoted(to.place().schema()));
                }
                return true;
            });
        }
    }
}
