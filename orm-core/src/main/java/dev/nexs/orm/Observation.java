package dev.nexs.orm;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.hooks.Hooks;
import dev.nexs.orm.hooks.internal.AuditSettings;
import dev.nexs.orm.hooks.internal.HookObserver;
import dev.nexs.orm.hooks.internal.HookTable;
import dev.nexs.orm.internal.Catalogue;
import dev.nexs.orm.internal.HookSettings;
import dev.nexs.orm.internal.ObserveSettings;
import dev.nexs.orm.internal.SettingValues;
import dev.nexs.orm.observe.internal.Observer;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.observe.internal.Roles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who watches a datasource: its observers, and among them the one that calls hooks, while there are any. */
final class Observation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.observe");

    private final Observers observers = new Observers();
    private final HookTable table = new HookTable();
    private final Hooks hooks = new Hooks(table);
    private final Roles roles = new Roles(this::nodes);
    private final HookObserver caller = new HookObserver(table, roles::of);
    private volatile @Nullable Cluster cluster;
    private AuditSettings audit = AuditSettings.OFF;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private boolean calling;

    Observation() {
        table.whenAdded(this::call);
    }

    private List<NodeSnapshot> nodes() {
        Cluster watched = cluster;
        return watched == null ? List.of() : watched.nodes();
    }

    Observers observers() {
        return observers;
    }

    Hooks hooks() {
        return hooks;
    }

    /** Registers what the settings name, now that there is something to watch. */
    void begin(NexsDataSource source, SettingValues settings, ScheduledExecutorService timer) {
        Cluster watched = source.cluster();
        cluster = watched;
        watched.onEvent(event -> {
            source.health.look();
            Observer observer = observers.current();
            if (observer != null) {
                observer.happened(event);
            }
        });
        audit = HookSettings.audit(settings);
        Duration interval = settings.get(Catalogue.HEALTH_INTERVAL);
        if (!interval.isZero()) {
            ScheduledFuture<?> looking = timer.scheduleWithFixedDelay(
                    source.health::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
            opened.add(() -> looking.cancel(false));
        }
        HookSettings.install(settings, hooks);
        if (settings.get(Catalogue.MDC)) {
            caller.describeThreads();
            call();
        }
        ObserveSettings.install(settings, source, opened);
    }

    /** Once there was a hook, its observer stays: it asks the table, and hooks are not taken out often. */
    private synchronized void call() {
        if (!calling) {
            calling = true;
            observers.add(caller);
        }
    }

    /** {@return what another part of the library asks for by its type, or null} */
    <T> @Nullable T find(Class<T> type) {
        for (Object part : List.of(observers, table, audit)) {
            if (type.isInstance(part)) {
                return type.cast(part);
            }
        }
        for (AutoCloseable part : opened) {
            if (type.isInstance(part)) {
                return type.cast(part);
            }
        }
        return null;
    }

    @Override
    public void close() {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.warn("{} did not close", one, e);
            }
        }
        table.close();
    }
}
