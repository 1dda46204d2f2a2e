package dev.nexs.orm;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.hooks.Hooks;
import dev.nexs.orm.hooks.internal.AuditSettings;
import dev.nexs.orm.hooks.internal.HookObserver;
import dev.nexs.orm.hooks.internal.HookTable;
import dev.nexs.orm.internal.HookSettings;
import dev.nexs.orm.internal.SettingValues;
import dev.nexs.orm.observe.internal.Observers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who watches a datasource: its observers, and among them the one that calls hooks, while there are any. */
final class Observation implements AutoCloseable {

    private final Observers observers = new Observers();
    private final HookTable table = new HookTable();
    private final Hooks hooks = new Hooks(table);
    private final HookObserver caller = new HookObserver(table, this::roleOf);
    private volatile @Nullable Cluster cluster;
    private AuditSettings audit = AuditSettings.OFF;
    private boolean calling;

    Observation() {
        table.whenAdded(this::call);
    }

    Observers observers() {
        return observers;
    }

    Hooks hooks() {
        return hooks;
    }

    /** Registers what the settings name, now that there is something to watch. */
    void begin(Cluster watched, SettingValues settings) {
        cluster = watched;
        audit = HookSettings.audit(settings);
        HookSettings.install(settings, hooks);
    }

    /** Once there was a hook, its observer stays: it asks the table, and hooks are not taken out often. */
    private synchronized void call() {
        if (!calling) {
            calling = true;
            observers.add(caller);
            Cluster watched = cluster;
            if (watched != null) {
                watched.onEvent(caller::happened);
            }
        }
    }

    private @Nullable String roleOf(@Nullable String id) {
        Cluster watched = cluster;
        List<NodeSnapshot> nodes = watched == null || id == null ? List.of() : watched.nodes();
        for (NodeSnapshot node : nodes) {
            if (node.id().equals(id)) {
                return node.role().name().toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    /** {@return what another part of the library asks for by its type, or null} */
    <T> @Nullable T find(Class<T> type) {
        for (Object part : List.of(observers, table, audit)) {
            if (type.isInstance(part)) {
                return type.cast(part);
            }
        }
        return null;
    }

    @Override
    public void close() {
        table.close();
    }
}
