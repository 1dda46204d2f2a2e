package dev.nexs.tenancy.internal;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.PoolSetOptions;
import dev.nexs.orm.internal.Catalogue;
import dev.nexs.orm.pool.internal.ConnectionBudget;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantLimits;
import dev.nexs.tenancy.TenantPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The datasources behind tenants: one for each cluster, one for each database that is in use, a set of pools for each tenant
 * with connections of its own, and sets of the role that owns tables. Opened when first asked for. What belongs to one tenant
 * is closed when nobody has asked for longer than the idle timeout, and the one asked for least recently when there are more
 * than may be open; never one that somebody holds. A set is stamped with the tenant's epoch: after any change of the tenant
 * the next borrower gets another set, and the old one goes with its last borrower.
 */
final class DataSources implements ConnectionShares.Connections, AutoCloseable {

    /** What all tenants share. */
    static final TenantPlace MAIN = new TenantPlace("", "", "", 0);

    private static final Duration REST_OF_CONTROL = Duration.ofMinutes(1);

    /** Where a datasource leads, and as whom. */
    private record Key(String cluster, String database, String tenant, boolean control) {
        boolean ofOneTenant() {
            return !database.isEmpty() || !tenant.isEmpty();
        }
    }

    /** A datasource in use. */
    static final class Opened {
        final NexsDataSource source;
        private final long epoch;
        private int users;
        private long lastUse = System.nanoTime();
        private boolean leaving;

        Opened(NexsDataSource source, long epoch) {
            this.source = source;
            this.epoch = epoch;
        }
    }

    private final TenancySettings settings;
    private final @Nullable NexsDataSource shared;
    private final Map<Key, Opened> opened = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    /** What this process may open to one server, where it shares that with others: nothing before it has asked them. */
    private int share;

    private String shareName = NexsSettings.TENANCY_MAX_CONNECTIONS;

    DataSources(TenancySettings settings, @Nullable NexsDataSource shared) {
        if (shared != null && settings.sharesConnections()) {
            throw new NexsConfigurationException(List.of(NexsSettings.TENANCY_MAX_CONNECTIONS
                    + " has no effect over a datasource that exists already; let the tenancy open its own"));
        }
        this.settings = settings;
        this.shared = shared;
    }

    /** {@return the application's datasource of a tenant, held until {@link #release}} */
    Opened hold(Tenant tenant) {
        TenantPlace place = tenant.place();
        return settings.dedicated() && place.database().isEmpty()
                ? hold(new Key(place.cluster(), "", tenant.id(), false), tenant)
                : hold(place);
    }

    /** {@return the application's datasource of a place, held until {@link #release}} */
    Opened hold(TenantPlace place) {
        return hold(new Key(place.cluster(), place.database(), "", false), null);
    }

    /** {@return the application's datasource of the main cluster} */
    NexsDataSource main() {
        return cluster("");
    }

    /** {@return the application's datasource of a cluster} */
    NexsDataSource cluster(String cluster) {
        return shared != null && cluster.isEmpty() ? shared : peek(new Key(cluster, "", "", false));
    }

    /** {@return the datasource of the role that owns tables, on the main cluster} */
    NexsDataSource control() {
        return peek(new Key("", "", "", true));
    }

    /** {@return how long a borrower waits} */
    Duration patience() {
        return Duration.ofSeconds(Math.max(1, main().getLoginTimeout()));
    }

    /** Borrows a connection of the role that owns tables, in a place. */
    Connection controlConnection(TenantPlace place) throws SQLException {
        Opened held = hold(new Key(place.cluster(), place.database(), "", true), null);
        try {
            Connection raw = held.source.getConnection();
            return new TenantConnection(raw, "(administrator)", begins -> Map.of(), () -> release(held));
        } catch (SQLException | RuntimeException e) {
            release(held);
            throw e;
        }
    }

    private NexsDataSource peek(Key key) {
        Opened found = hold(key, null);
        release(found);
        return found.source;
    }

    private Opened hold(Key key, @Nullable Tenant tenant) {
        if (shared != null && key.equals(new Key("", "", "", false))) {
            return new Opened(shared, 0);
        }
        List<Opened> ending = new ArrayList<>();
        Opened found;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("The tenancy is closed");
            }
            Opened known = opened.get(key);
            if (known != null && tenant != null && known.epoch < tenant.epoch()) {
                leave(key, known, ending);
                known = null;
            }
            if (known == null) {
                known = new Opened(open(key, tenant), tenant == null ? 0 : tenant.epoch());
                opened.put(key, known);
            }
            known.users++;
            known.lastUse = System.nanoTime();
            found = known;
            collectIdle(ending);
        }
        ending.forEach(each -> each.source.close());
        return found;
    }

    /** At once, or with the last borrower. Guarded by this. */
    private void leave(Key key, Opened known, List<Opened> ending) {
        opened.remove(key);
        known.leaving = true;
        if (known.users == 0) {
            ending.add(known);
        }
    }

    private void collectIdle(List<Opened> ending) {
        long idle = settings.get(Catalogue.TENANCY_IDLE_TIMEOUT).toNanos();
        long now = System.nanoTime();
        for (Key key : List.copyOf(opened.keySet())) {
            Opened eldest = opened.get(key);
            if (eldest == null || !key.ofOneTenant()) {
                continue;
            }
            if (now - eldest.lastUse <= idle) {
                return; // those behind it were asked for later
            }
            if (eldest.users == 0) {
                leave(key, eldest, ending);
            }
        }
    }

    void release(Opened held) {
        boolean close;
        synchronized (this) {
            held.users--;
            held.lastUse = System.nanoTime();
            close = held.leaving && held.users == 0;
        }
        if (close) {
            held.source.close();
        }
    }

    /** What belongs to a tenant ends: at once, or when the last borrower is through. */
    void evict(String tenant, TenantPlace place) {
        List<Opened> ending = new ArrayList<>();
        synchronized (this) {
            for (Key key : List.copyOf(opened.keySet())) {
                boolean itsDatabase = !key.database().isEmpty()
                        && key.database().equals(place.database())
                        && key.cluster().equals(place.cluster());
                boolean its = itsDatabase || (!tenant.isEmpty() && key.tenant().equals(tenant));
                Opened found = opened.get(key);
                if (its && found != null) {
                    leave(key, found, ending);
                }
            }
        }
        ending.forEach(each -> each.source.close());
    }

    private NexsDataSource open(Key key, @Nullable Tenant tenant) {
        if (!key.database().isEmpty()) {
            return database(key);
        }
        boolean apart = shared == null && settings.sharesConnections();
        if (key.control() && (apart || (key.cluster().isEmpty() && settings.hasControlUrl()))) {
            return NexsDataSource.from(settings.control(key.cluster()));
        }
        if (key.control()) {
            return cluster(key.cluster()).poolSet("tenancy-control", this::control);
        }
        if (tenant != null) {
            return cluster(key.cluster()).poolSet("tenant-" + tenant.id(), options -> set(options, tenant));
        }
        NexsDataSource source = NexsDataSource.from(settings.dataSource(key.cluster()));
        if (settings.sharesConnections()) {
            budget(source).change(share, shareName);
        }
        return source;
    }

    private static ConnectionBudget budget(NexsDataSource source) {
        try {
            return source.unwrap(ConnectionBudget.class);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those of the clusters' datasources, which the sets of their tenants count in. */
    private synchronized List<ConnectionBudget> budgets() {
        return opened.entrySet().stream()
                .filter(entry -> isCluster(entry.getKey()))
                .map(entry -> budget(entry.getValue().source))
                .toList();
    }

    @Override
    public void change(int most, String name) {
        synchronized (this) {
            share = most;
            shareName = name;
        }
        budgets().forEach(budget -> budget.change(most, name));
    }

    @Override
    public void reclaim() {
        budgets().forEach(ConnectionBudget::reclaim);
    }

    @Override
    public int spent() {
        return budgets().stream().mapToInt(ConnectionBudget::spent).max().orElse(0);
    }

    @Override
    public int wanted() {
        return budgets().stream().mapToInt(ConnectionBudget::wanted).max().orElse(0);
    }

    private void control(PoolSetOptions options) {
        options.maximumSize(settings.controlConnections())
                .closeWhenIdle(REST_OF_CONTROL)
                .applicationName("nexs-tenancy");
        String username = settings.find(Catalogue.TENANCY_ADMIN_USERNAME);
        if (username != null) {
            String password = settings.find(Catalogue.TENANCY_ADMIN_PASSWORD);
            options.login(username, password == null ? "" : password);
        }
    }

    /** All that makes a connection the tenant's is told to the server when it is opened. */
    private void set(PoolSetOptions options, Tenant tenant) {
        List<String> path = new ArrayList<>();
        path.add(tenant.place().schema());
        path.addAll(settings.get(Catalogue.TENANCY_SHARED_SCHEMAS));
        TenantLimits limits = tenant.limits();
        Integer own = limits.maxConnections();
        options.schema(path.toArray(String[]::new))
                .maximumSize(own == null ? settings.get(Catalogue.TENANCY_TENANT_MAX_CONNECTIONS) : own)
                .closeWhenIdle(settings.get(Catalogue.TENANCY_IDLE_TIMEOUT));
        settings.limits(limits).forEach(options::parameter);
    }

    private NexsDataSource database(Key key) {
        Map<String, Object> own =
                key.control() ? settings.control(key.cluster()) : new HashMap<>(settings.dataSource(key.cluster()));
        own.put(NexsSettings.URL, DatabaseUrl.withDatabase(String.valueOf(own.get(NexsSettings.URL)), key.database()));
        own.put(
                NexsSettings.POOL_MAXIMUM_SIZE,
                key.control() ? 3 : settings.get(Catalogue.TENANCY_TENANT_MAX_CONNECTIONS));
        own.put(NexsSettings.POOL_MINIMUM_IDLE, 0);
        own.remove(NexsSettings.POOL_REPLICA_MAXIMUM_SIZE);
        return NexsDataSource.from(own);
    }

    @Override
    public void close() {
        List<Key> keys;
        Map<Key, Opened> all;
        synchronized (this) {
            closed = true;
            all = new HashMap<>(opened);
            keys = new ArrayList<>(opened.keySet());
            opened.clear();
        }
        keys.sort((a, b) -> Boolean.compare(isCluster(a), isCluster(b)));
        for (Key key : keys) {
            Opened each = all.get(key);
            if (each != null) {
                each.source.close();
            }
        }
    }

    /** Sets are closed before the datasource that they are opened over. */
    private static boolean isCluster(Key key) {
        return !key.ofOneTenant() && !key.control();
    }

    synchronized int size() {
        return opened.size();
    }
}
