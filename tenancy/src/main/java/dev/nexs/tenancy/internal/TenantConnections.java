package dev.nexs.tenancy.internal;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.hibernate.TenantDataSources;
import dev.nexs.orm.internal.Catalogue;
import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.TenancyStrategy;
import dev.nexs.tenancy.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Lends connections on behalf of whoever is asking. Thread-safe. */
public final class TenantConnections {

    /** What a borrower wants a connection for. */
    public enum Access {
        /** Reading and writing. */
        WRITE,
        /** Reading, from a replica where the read preference says so. */
        READ,
        /** That is said at the first statement. */
        ROUTED
    }

    private final TenancySettings settings;
    private final KnownTenants known;
    private final DataSources sources;
    private final Map<String, TenantLimiter> limiters = new ConcurrentHashMap<>();

    TenantConnections(TenancySettings settings, KnownTenants known, DataSources sources) {
        this.settings = settings;
        this.known = known;
        this.sources = sources;
        known.onChange(tenant -> limiter(tenant.id()).changed());
    }

    TenantLimiter limiter(String tenant) {
        return limiters.computeIfAbsent(
                tenant, any -> new TenantLimiter(settings.get(Catalogue.TENANCY_TENANT_MAX_CONNECTIONS)));
    }

    Map<String, TenantLimiter> limiters() {
        return limiters;
    }

    /**
     * Borrows a connection.
     *
     * @param identifier the session's tenant, or {@link Scope#ALL}
     * @throws TenancyException if it is not admitted, before anything is sent
     */
    public Connection borrow(String identifier, Access access) throws SQLException {
        return borrow(identifier, source -> raw(source, access));
    }

    /** Borrows a connection that {@code borrower} finds in the tenant's datasource. */
    public Connection borrow(String identifier, TenantDataSources.Borrower borrower) throws SQLException {
        Scope scope = Scope.current();
        if (identifier.equals(Scope.ALL)) {
            return borrowForAll(requireAdmin(scope), borrower);
        }
        requireSame(identifier, scope);
        boolean admin = scope != null && scope.admin() != null;
        if (!admin) {
            known.admitted(identifier); // nothing is kept of a name that nobody has
        }
        TenantLimiter limiter = limiter(identifier);
        Duration patience = sources.patience();
        Tenant tenant = admin ? existing(identifier) : limiter.take(() -> known.admitted(identifier), patience);
        Runnable release = admin ? () -> {} : limiter::release;
        DataSources.Opened held;
        try {
            held = sources.hold(tenant);
        } catch (RuntimeException e) {
            release.run();
            throw e;
        }
        Runnable all = () -> {
            release.run();
            sources.release(held);
        };
        try {
            Connection raw = borrower.from(held.source);
            if (admin && scope != null && scope.readOnly()) {
                readOnly(raw);
            }
            return new TenantConnection(raw, identifier, admission(tenant, scope, limiter, patience), all);
        } catch (SQLException | RuntimeException e) {
            all.run();
            throw e;
        }
    }

    private static Connection raw(NexsDataSource source, Access access) throws SQLException {
        return switch (access) {
            case WRITE -> source.getConnection();
            case ROUTED -> source.routing().getConnection();
            case READ -> {
                Connection connection = source.getConnection(source.readPreference());
                readOnly(connection);
                yield connection;
            }
        };
    }

    /** Auto-commit is off, since PostgreSQL refuses writes only to a transaction that is read-only. */
    private static void readOnly(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
    }

    /** The session's tenant cannot change, and no session works on behalf of one tenant in the scope of another. */
    private static void requireSame(String identifier, @Nullable Scope scope) {
        if (scope != null && !identifier.equals(scope.tenant())) {
            throw new TenancyException(
                    Reason.MIXED,
                    identifier,
                    "A session of the tenant '" + identifier + "' is used in the scope of "
                            + (scope.tenant() == null ? "an administrator" : "'" + scope.tenant() + "'")
                            + "; a session belongs to one tenant: open another inside the scope");
        }
    }

    private Tenant existing(String identifier) {
        Tenant tenant = known.known(identifier);
        return switch (tenant.state()) {
            case ACTIVE, SUSPENDED, ARCHIVED -> tenant;
            default -> known.admitted(identifier);
        };
    }

    private TenantConnection.Admission admission(
            Tenant borrowedAs, @Nullable Scope scope, TenantLimiter limiter, Duration patience) {
        String id = borrowedAs.id();
        if (scope != null && scope.admin() != null) {
            Map<String, String> variables = variables(borrowedAs);
            return begins -> {
                requireOpen(scope);
                existing(id);
                return variables;
            };
        }
        return new TenantConnection.Admission() {
            private long epoch = -1;
            private Map<String, String> variables = Map.of();

            @Override
            public Map<String, String> admit(boolean begins) {
                requireSame(id, Scope.current());
                Tenant tenant = known.admitted(id);
                if (tenant.place().since() != borrowedAs.place().since()) {
                    throw new TenancyException(
                            Reason.STALE,
                            id,
                            "The tenant '" + id + "' has moved since this connection was borrowed; begin again with"
                                    + " another session");
                }
                if (tenant.epoch() != epoch) {
                    variables = variables(tenant);
                    epoch = tenant.epoch();
                }
                if (begins) {
                    limiter.begin(tenant, patience);
                }
                return variables;
            }
        };
    }

    /** What makes a transaction the tenant's. */
    private Map<String, String> variables(Tenant tenant) {
        if (settings.dedicated() && tenant.place().database().isEmpty()) {
            return Map.of();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        TenancyStrategy strategy = settings.strategy();
        if (strategy == TenancyStrategy.ROW) {
            variables.put(settings.variable(), tenant.id());
        } else if (!tenant.place().schema().isEmpty()) {
            variables.put("search_path", settings.searchPath(tenant.place().schema()));
        }
        variables.putAll(settings.limits(tenant.limits()));
        return variables;
    }

    private static Scope requireAdmin(@Nullable Scope scope) {
        if (scope == null || scope.admin() == null || scope.tenant() != null) {
            throw new TenancyException(
                    Reason.REFUSED,
                    null,
                    "A session over all tenants is used outside the administrator's scope that it was opened in; it ends with"
                            + " the block of tenancy.admin(…)");
        }
        return scope;
    }

    @SuppressWarnings("ReferenceEquality") // another scope for the same reason is another
    private static void requireOpen(Scope scope) {
        if (Scope.current() != scope) {
            throw new TenancyException(
                    Reason.REFUSED,
                    scope.tenant(),
                    "The administrator's scope (" + scope.admin() + ") has ended, and its connections with it");
        }
    }

    private Connection borrowForAll(Scope scope, TenantDataSources.Borrower borrower) throws SQLException {
        Connection raw = borrower.from(sources.control());
        try {
            if (scope.readOnly()) {
                readOnly(raw);
            }
            return new TenantConnection(
                    raw,
                    "(all)",
                    begins -> {
                        requireOpen(scope);
                        return Map.of();
                    },
                    () -> {});
        } catch (SQLException e) {
            raw.close();
            throw e;
        }
    }
}
