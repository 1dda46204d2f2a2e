package dev.nexs.types.internal.hibernate.partial;

import dev.nexs.types.internal.path.PathChange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.Status;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.FlushEntityEvent;
import org.hibernate.event.spi.FlushEntityEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Sends the changed paths of documents before Hibernate looks for changes, and makes the new value the one that was
 * loaded, so that Hibernate finds the attribute unchanged and writes only what else changed.
 */
final class PartialUpdateListener implements FlushEntityEventListener {

    private final Map<EntityPersister, List<PartialAttribute>> attributes = new ConcurrentHashMap<>();

    @Override
    public void onFlushEntity(FlushEntityEvent event) {
        EntityEntry entry = event.getEntityEntry();
        List<PartialAttribute> partial = attributes.computeIfAbsent(entry.getPersister(), PartialAttribute::of);
        @Nullable Object[] loaded = entry.getLoadedState();
        if (!partial.isEmpty() && loaded != null && entry.getStatus() == Status.MANAGED && entry.isExistsInDatabase()) {
            for (PartialAttribute attribute : partial) {
                flush(attribute, event.getEntity(), entry, loaded, event.getSession());
            }
        }
    }

    private static void flush(
            PartialAttribute attribute,
            Object entity,
            EntityEntry entry,
            @Nullable Object[] loaded,
            EventSource session) {
        Object before = loaded[attribute.index()];
        Object after = entry.getPersister().getValue(entity, attribute.index());
        if (before == null || after == null || isUnfetched(before) || isUnfetched(after)) {
            return;
        }
        if (!attribute.type().document().same(before, after)) {
            List<PathChange> changes = attribute.finder().changes(before, after);
            if (!changes.isEmpty()) {
                attribute.type().check(after);
                new PathStatement(attribute, changes).execute(entry, session);
                loaded[attribute.index()] = attribute.type().document().snapshot(after);
            }
        }
    }

    private static boolean isUnfetched(Object value) {
        return value == LazyPropertyInitializer.UNFETCHED_PROPERTY;
    }
}
