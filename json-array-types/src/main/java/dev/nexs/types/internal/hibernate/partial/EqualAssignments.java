package dev.nexs.types.internal.hibernate.partial;

import dev.nexs.types.internal.hibernate.array.ArrayColumnType;
import dev.nexs.types.internal.hibernate.json.JsonbType;
import java.util.List;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.ManagedEntity;
import org.hibernate.engine.spi.SelfDirtinessTracker;
import org.hibernate.event.spi.FlushEntityEvent;
import org.hibernate.event.spi.FlushEntityEventListener;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * An entity that the build has enhanced notes which attributes were assigned, and Hibernate takes these for changed
 * without a look at their values. An equal document or array is no change, so the note is taken back.
 */
final class EqualAssignments implements FlushEntityEventListener {

    static boolean concerns(PersistentClass entity) {
        return entity.getMappedClass() != null
                && ManagedEntity.class.isAssignableFrom(entity.getMappedClass())
                && entity.getPropertyClosure().stream().anyMatch(property -> isOurs(property.getType()));
    }

    private static boolean isOurs(Type type) {
        return type instanceof JsonbType<?> || type instanceof ArrayColumnType<?, ?>;
    }

    @Override
    public void onFlushEntity(FlushEntityEvent event) {
        EntityEntry entry = event.getEntityEntry();
        @Nullable Object[] loaded = entry.getLoadedState();
        if (loaded != null && event.getEntity() instanceof SelfDirtinessTracker tracker) {
            String[] assigned = tracker.$$_hibernate_getDirtyAttributes();
            List<String> changed = List.of(assigned).stream()
                    .filter(name -> !isEqual(name, event.getEntity(), entry.getPersister(), loaded))
                    .toList();
            if (changed.size() < assigned.length) {
                tracker.$$_hibernate_clearDirtyAttributes();
                changed.forEach(tracker::$$_hibernate_trackChange);
            }
        }
    }

    private static boolean isEqual(String name, Object entity, EntityPersister persister, @Nullable Object[] loaded) {
        int index = List.of(persister.getPropertyNames()).indexOf(name);
        if (index < 0) {
            return false;
        }
        Type type = persister.getPropertyTypes()[index];
        return isOurs(type) && type.isEqual(loaded[index], persister.getValue(entity, index));
    }
}
