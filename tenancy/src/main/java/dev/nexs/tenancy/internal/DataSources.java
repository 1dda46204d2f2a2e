package dev.nexs.tenancy.internal;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.internal.Catalogue;
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
 * The datasources behind tenants: one for each cluster, one for each database that is in use, and as many of the role that
 * owns tables. Opened when first asked for. Those of databases are closed when nobody has asked for longer than the idle
 * timeout, and the one that was asked for least recently when there are more than the budget allows.
 */
final class DataSources implements AutoCloseable {

    /** What all tenants share. */
    static final TenantPlace MAIN = new TenantPlace("", "", "", 0);

    /** Where a datasource leads, and as whom. */
    private record Key(String cluster, String database, boolean control) {}

    /** A datasource in use. */
    static final class Opened {
        final NexsDataSource source;
        private int users;
        private long lastUse = System.nanoTime();
        private boolean leaving;

        Opened(NexsDataSource source) {
            this.source = source;
        }
    }

    private final TenancySettings settings;
    private final @Nullable NexsDataSource shared;
    private final Map<Key, Opened> opened = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    DataSources(TenancySettings settings, @Nullable NexsDataSource shared) {
        this.settings = settings;
        this.shared = shared;
    }

    /** {@return the application's datasource of a place, held until {@link #release}} */
    Opened hold(TenantPlace place) {
        return shared != null && place.cluster().isEmpty() && place.database().isEmpty()
                ? new Opened(shared)
                : hold(new Key(place.cluster(), place.database(), false));
    }

    /** {@return the application's datasource of the main cluster} */
    NexsDataSource main() {
        return shared != null ? shared : peek(new Key("", "", false));
    }

    /** {@return the datasource of the role that owns tables, on the main cluster} */
    NexsDataSource control() {
        return shared != null && !settings.hasUrl() ? shared : peek(new Key("", "", true));
    }

    /** {@return how long a borrower waits} */
    Duration patience() {
        return Duration.ofSeconds(Math.max(1, main().getLoginTimeout()));
    }

    /** Borrows a connection of the role that owns tables, in a place. */
    Connection controlConnection(TenantPlace place) throws SQLException {
        if (shared != null && !settings.hasUrl()) {
            return shared.getConnection();
        }
        Opened held = hold(new Key(place.cluster(), place.database(), true));
        try {
            Connection raw = held.source.getConnection();
            return TenantConnection.of(raw, "(administrator)", begins -> Map.of(), () -> release(held));
        } catch (SQLException | RuntimeException e) {
            release(held);
            throw e;
        }
    }

    private NexsDataSource peek(Key key) {
        Opened found = hold(key);
        release(found);
        return found.source;
    }

    private Opened hold(Key key) {
        List<Opened> leaving = new ArrayList<>();
        Opened found;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("The tenancy is closed");
            }
            Opened known = opened.get(key);
            if (known == null) {
                known = new Opened(open(key));
                opened.put(key, known);
            }
            known.users++;
            known.lastUse = System.nanoTime();
            found = known;
            collectIdle(leaving);
        }
        leaving.forEach(each -> each.source.close());
        return found;
    }

    /** Those of databases only; of the rest there are few. */
    private void collectIdle(List<Opened> leaving) {
        long idle = settings.get(Catalogue.TENANCY_IDLE_TIMEOUT).toNanos();
        Integer budget = settings.find(Catalogue.TENANCY_MAX_CONNECTIONS);
        int each = settings.get(Catalogue.TENANCY_TENANT_MAX_CONNECTIONS);
        long databases = opened.keySet().stream()
                .filter(key -> !key.database().isEmpty() && !key.control())
                .count();
        long most = budget == null ? Long.MAX_VALUE : Math.max(1, budget / each);
        List<Key> eldestFirst = List.copyOf(opened.keySet());
        for (Key key : eldestFirst) {
            Opened candidate = opened.get(key);
            if (key.database().isEmpty() || candidate == null || candidate.users > 0) {
                continue;
            }
            boolean old = System.nanoTime() - candidate.lastUse > idle;
            boolean tooMany = !key.control() && databases > most;
            if (old || tooMany) {
                opened.remove(key);
                leaving.add(candidate);
                databases--;
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

    /** A database's datasources end: at once, or when the last borrower is through. */
    void evict(TenantPlace place) {
        if (place.database().isEmpty()) {
            return;
        }
        List<Opened> ending = new ArrayList<>();
        synchronized (this) {
            for (boolean control : new boolean[] {false, true}) {
                Opened found = opened.remove(new Key(place.cluster(), place.database(), control));
                if (found != null) {
                    found.leaving = true;
                    if (found.users == 0) {
                        ending.add(found);
                    }
                }
            }
        }
        ending.forEach(each -> each.source.close());
    }

    private NexsDataSource open(Key key) {
        Map<String, Object> own =
                key.control() ? settings.control(key.cluster()) : new HashMap<>(settings.dataSource(key.cluster()));
        if (!key.database().isEmpty()) {
            own.put(
                    NexsSettings.URL,
                    DatabaseUrl.withDatabase(String.valueOf(own.get(NexsSettings.URL)), key.database()));
            if (!key.control()) {
                own.put(NexsSettings.POOL_MAXIMUM_SIZE, settings.get(Catalogue.TENANCY_TENANT_MAX_CONNECTIONS));
                own.put(NexsSettings.POOL_MINIMUM_IDLE, 0);
                own.remove(NexsSettings.POOL_REPLICA_MAXIMUM_SIZE);
            } else {
                own.put(NexsSettings.POOL_MAXIMUM_SIZE, 3);
            }
        }
        return NexsDataSource.from(own);
    }

    @Override
    public void close() {
        List<Opened> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(opened.values());
            opened.clear();
        }
        all.forEach(each -> each.source.close());
    }

    synchronized int size() {
        return opened.size();
    }
}
