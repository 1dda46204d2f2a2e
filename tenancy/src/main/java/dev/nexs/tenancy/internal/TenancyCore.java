package dev.nexs.tenancy.internal;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.internal.Catalogue;
import dev.nexs.orm.internal.Catalogue.AuditMode;
import dev.nexs.tenancy.AuditReport;
import dev.nexs.tenancy.CitusPlan;
import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.TenancyStrategy;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantPlace;
import dev.nexs.tenancy.TenantState;
import dev.nexs.tenancy.TenantTicket;
import dev.nexs.tenancy.TenantUse;
import dev.nexs.tenancy.spi.TenantRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a tenancy is made of, put together. */
public final class TenancyCore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TenancyCore.class);

    private final TenancySettings settings;
    private final DataSources sources;
    private final TenantRegistry registry;
    private final boolean ownsRegistry;
    private final KnownTenants known;
    private final @Nullable ConnectionShares shares;
    private final Roles roles;
    private final TenantConnections connections;
    private final Migrations migrations;
    private final TenantLife life;
    private final TenantMoves moves;
    private volatile TenantTables tables = TenantTables.NONE;

    private TenancyCore(TenancySettings settings, @Nullable NexsDataSource shared) {
        this.settings = settings;
        this.sources = new DataSources(settings, shared);
        TenantRegistry given = settings.registry();
        String instance = UUID.randomUUID().toString();
        RegistryTable table = null;
        if (given == null) {
            table = new RegistryTable(sources.control(), settings.get(Catalogue.TENANCY_REGISTRY_SCHEMA), instance);
            this.registry = table;
        } else {
            this.registry = given;
        }
        this.ownsRegistry = !(settings.find(Catalogue.TENANCY_REGISTRY) instanceof TenantRegistry);
        this.shares = shares(table, instance);
        this.known = new KnownTenants(registry, settings.lease(), shares);
        this.roles = new Roles(sources);
        this.connections = new TenantConnections(settings, known, sources);
        this.migrations = new Migrations(settings, sources, table);
        this.life = new TenantLife(settings, registry, known, sources, roles, migrations);
        this.moves = new TenantMoves(life, sources, migrations);
        this.known.onChange(tenant -> {
            if (tenant.state() == TenantState.DROPPED) {
                sources.evict(tenant.id(), tenant.place());
            }
        });
    }

    private @Nullable ConnectionShares shares(@Nullable RegistryTable table, String instance) {
        int total = settings.get(Catalogue.TENANCY_MAX_CONNECTIONS);
        if (total == 0) {
            return null;
        }
        if (table == null) {
            throw new NexsConfigurationException(List.of(NexsSettings.TENANCY_MAX_CONNECTIONS + " = '" + total
                    + "' is shared among processes by the registry's tables; it has no effect with "
                    + NexsSettings.TENANCY_REGISTRY));
        }
        return new ConnectionShares(table, instance, total, settings.lease(), sources);
    }

    /** Opens a tenancy. */
    public static TenancyCore open(Map<String, ?> settings, @Nullable NexsDataSource shared) {
        TenancySettings read = TenancySettings.read(settings);
        Object set = settings.get(NexsSettings.DATASOURCE);
        NexsDataSource given = shared == null && set instanceof NexsDataSource source ? source : shared;
        if (given == null && !read.hasUrl()) {
            throw new NexsConfigurationException(
                    List.of(NexsSettings.URL + " is missing; tenants need it, or " + NexsSettings.DATASOURCE));
        }
        TenancyCore core = new TenancyCore(read, given);
        core.known.start();
        return core;
    }

    /** {@return what is set} */
    public TenancySettings settings() {
        return settings;
    }

    /** {@return who lends connections} */
    public TenantConnections connections() {
        return connections;
    }

    /** {@return who takes tenants through their life} */
    public TenantLife life() {
        return life;
    }

    /** {@return who copies them} */
    public TenantMoves moves() {
        return moves;
    }

    /** {@return who brings them to the newest version} */
    public Migrations migrations() {
        return migrations;
    }

    /** {@return the application's datasource of the main cluster} */
    public NexsDataSource main() {
        return sources.main();
    }

    /** {@return the datasource that knows what callers have seen of a tenant's cluster} */
    public NexsDataSource cluster(String id) {
        if (id.equals(Scope.ALL)) {
            return sources.main();
        }
        Tenant tenant = known.known(id);
        if (tenant.place().database().isEmpty()) {
            return sources.cluster(tenant.place().cluster());
        }
        DataSources.Opened held = sources.hold(tenant);
        sources.release(held);
        return held.source;
    }

    /** Borrows a connection of the role that owns tables, for Hibernate's own purposes such as DDL. */
    public Connection controlConnection() throws SQLException {
        return sources.controlConnection(DataSources.MAIN);
    }

    /** What Hibernate's mapping says about tables, known when it has booted. */
    public void tables(TenantTables found, List<String> script) {
        tables = found;
        migrations.script(script);
    }

    /** {@return all tenants that are not dropped} */
    public List<Tenant> tenants() {
        return known.all().stream()
                .filter(tenant -> tenant.state() != TenantState.DROPPED)
                .sorted(Comparator.comparing(Tenant::id))
                .toList();
    }

    /** {@return a tenant in whatever state} */
    public Tenant tenant(String id) {
        return known.known(id);
    }

    /** Refuses a tenant that may not work now, before anything is sent. */
    public void requireAdmitted(String id) {
        known.admitted(id);
    }

    /** {@return where a tenant's data is to be} */
    public TenantPlace place(String id, String cluster, String database) {
        TenancyStrategy strategy = settings.strategy();
        if (!cluster.isEmpty() && !settings.clusters().contains(cluster)) {
            throw new IllegalArgumentException("There is no cluster '" + cluster + "'; there are " + settings.clusters()
                    + ", each by " + NexsSettings.TENANCY_CLUSTER_PREFIX + "<name>.url");
        }
        if (!database.isEmpty() && strategy != TenancyStrategy.DATABASE) {
            throw new IllegalArgumentException(
                    "The tenant '" + id + "' has no database of its own with the strategy " + strategy);
        }
        String name = TenantNames.object(settings.prefix(), id);
        return switch (strategy) {
            case ROW -> DataSources.MAIN;
            case SCHEMA -> new TenantPlace("", "", name, 0);
            case CLUSTER -> new TenantPlace(cluster, "", name, 0);
            case DATABASE -> new TenantPlace(cluster, database.isEmpty() ? name : database, "", 0);
        };
    }

    /** Runs something as an administrator, on record. */
    public <T extends @Nullable Object, X extends Exception> T admin(
            @Nullable String tenant, String reason, boolean readOnly, Scope.Body<T, X> work) throws X {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("An administrator's scope needs a reason, which is recorded");
        }
        if (tenant == null) {
            requireAdminOfAll();
        } else {
            known.known(tenant);
        }
        String what = (readOnly ? "read" : "write") + " as administrator: " + reason;
        try {
            registry.record(tenant, what);
        } catch (SQLException e) {
            throw new TenancyException(
                    Reason.REGISTRY, tenant, "An administrator is not let in without a record, and that failed", e);
        }
        LOG.info("Administrator of {}: {}", tenant == null ? "all tenants" : "'" + tenant + "'", what);
        return Scope.within(new Scope(tenant, reason, readOnly, this), work);
    }

    private void requireAdminOfAll() {
        if (settings.strategy() != TenancyStrategy.ROW) {
            throw new TenancyException(
                    Reason.REFUSED,
                    null,
                    "With the strategy " + settings.strategy()
                            + " no session sees all tenants, since their tables are different ones; use tenancy.forEach(…)");
        }
        if (!settings.hasAdmin()) {
            throw new TenancyException(
                    Reason.REFUSED,
                    null,
                    "There is no role that sees the rows of all tenants; set " + NexsSettings.TENANCY_ADMIN_USERNAME);
        }
    }

    /** Runs something for each active tenant. */
    public <T> Map<String, T> forEach(Function<Tenant, T> work) {
        Map<String, T> results = new LinkedHashMap<>();
        for (Tenant tenant : tenants()) {
            if (tenant.state().admits()) {
                results.put(tenant.id(), work.apply(tenant));
            }
        }
        return results;
    }

    /** {@return what the server says about the walls} */
    public AuditReport audit() {
        try (Connection connection = sources.main().getConnection();
                Connection control = sources.controlConnection(DataSources.MAIN)) {
            String owner = settings.hasAdmin() ? roles.owner(DataSources.MAIN) : null;
            boolean pathIsFixed = settings.dedicated() && settings.strategy() != TenancyStrategy.DATABASE;
            return Sql.transaction(connection, c -> {
                Audit audit = new Audit(c).role(owner).pooler(pathIsFixed).control(control);
                if (settings.strategy() == TenancyStrategy.ROW) {
                    audit.rows(tables.names(), tables.columns());
                } else {
                    audit.schemas(settings.prefix());
                }
                return audit.report();
            });
        } catch (SQLException e) {
            throw new TenancyException(Reason.FAILED, null, "The audit could not be made: " + e.getMessage(), e);
        }
    }

    /** What the audit does to the start. */
    public void auditAtStart() {
        if (settings.audit() == AuditMode.OFF) {
            return;
        }
        AuditReport report = audit();
        report.advice().forEach(advice -> LOG.info("Audit of tenants: {}", advice));
        if (report.ok()) {
            return;
        }
        if (settings.audit() == AuditMode.FAIL) {
            throw new TenancyException(
                    Reason.REFUSED,
                    null,
                    "Tenants are not kept apart, so the application does not start: " + report + "\nSet "
                            + NexsSettings.TENANCY_AUDIT + " to warn to start nevertheless");
        }
        report.findings().forEach(finding -> LOG.warn("Audit of tenants: {}", finding));
    }

    /** {@return the policies by role, for the roles that there are} */
    public RowPolicies policies() {
        try {
            String application = roles.application(DataSources.MAIN);
            String owner = settings.hasAdmin() ? roles.owner(DataSources.MAIN) : null;
            return new RowPolicies(settings.variable(), application, owner);
        } catch (SQLException e) {
            throw new TenancyException(
                    Reason.FAILED, null, "The roles of the policies could not be asked for: " + e.getMessage(), e);
        }
    }

    /** {@return the row-level security of these tables, for the roles that there are} */
    public List<String> statements(TenantTables found) {
        return found.statements(policies());
    }

    /** {@return row-level security as text} */
    public List<String> rowSecurity() {
        if (settings.strategy() != TenancyStrategy.ROW) {
            throw new TenancyException(
                    Reason.REFUSED, null, "Only the strategy row needs row-level security, not " + settings.strategy());
        }
        return tables.statements(policies());
    }

    /** {@return how the tables are spread over a Citus cluster} */
    public CitusPlan citus() {
        if (settings.strategy() != TenancyStrategy.ROW) {
            throw new TenancyException(
                    Reason.REFUSED, null, "Citus spreads the rows of tenants; the strategy is " + settings.strategy());
        }
        return tables.citus();
    }

    /** {@return what carries a tenant elsewhere} */
    public TenantTicket ticket(String id) {
        Tenant tenant = known.admitted(id);
        return new TenantTicket(id, tenant.place().since(), null);
    }

    /** Refuses a ticket of a tenant that is another by now. */
    public void requireCurrent(TenantTicket ticket) {
        Tenant tenant = known.admitted(ticket.tenant());
        if (tenant.place().since() != ticket.since()) {
            refresh();
            tenant = known.admitted(ticket.tenant());
        }
        if (tenant.place().since() != ticket.since()) {
            throw new TenancyException(
                    Reason.STALE,
                    ticket.tenant(),
                    "The ticket of '" + ticket.tenant() + "' is of epoch " + ticket.since()
                            + ", and the tenant has been in "
                            + tenant.place() + " since epoch "
                            + tenant.place().since() + "; what was carried does not fit it any more");
        }
    }

    private void refresh() {
        try {
            known.refresh();
        } catch (SQLException e) {
            throw new TenancyException(Reason.REGISTRY, null, "The registry could not be read: " + e.getMessage(), e);
        }
    }

    /** {@return what the ledger says} */
    public Map<String, Map<String, String>> migrationLedger() {
        try {
            return migrations.ledger();
        } catch (SQLException e) {
            throw new TenancyException(Reason.REGISTRY, null, "The ledger could not be read: " + e.getMessage(), e);
        }
    }

    /** {@return how tenants' tables differ from those of most} */
    public Map<String, List<String>> drift() {
        return new Drift(sources).of(tenants());
    }

    /** {@return connections on behalf of whoever asks} */
    public DataSource dataSource() {
        return new ScopedDataSource(connections);
    }

    /** {@return what tenants use, the busiest and the rest} */
    public Map<String, TenantUse> use(int most) {
        Map<String, TenantUse> all = new LinkedHashMap<>();
        connections
                .limiters()
                .forEach((id, limiter) -> all.put(
                        id,
                        new TenantUse(
                                limiter.held(),
                                limiter.waiting(),
                                limiter.borrows.get(),
                                limiter.refusals.get(),
                                Duration.ofNanos(limiter.waitedNanos.get()))));
        Map<String, TenantUse> shown = new LinkedHashMap<>();
        all.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingLong(TenantUse::borrows).reversed()))
                .forEach(entry ->
                        shown.merge(shown.size() < most ? entry.getKey() : "", entry.getValue(), TenantUse::and));
        return shown;
    }

    @Override
    public void close() {
        known.close();
        known.join();
        if (shares != null) {
            shares.giveBack();
        }
        if (ownsRegistry && registry instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("The registry of tenants could not be closed", e);
            }
        }
        sources.close();
    }
}
