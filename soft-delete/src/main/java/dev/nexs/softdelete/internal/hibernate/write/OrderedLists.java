package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.hibernate.Hibernate;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.FlushEntityEvent;
import org.hibernate.event.spi.FlushEntityEventListener;
import org.hibernate.metamodel.CollectionClassification;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.Type;

/**
 * Lists with an order column whose elements may be in the trash. A trashed element keeps its position, and the list has
 * null there; one behind the last live element is not seen at all. Before a changed list is written its live elements are
 * put around the positions that the trash holds, in their order, so that no position is given twice.
 */
public final class OrderedLists implements FlushEntityEventListener {

    private final Map<String, int[]> lists = new ConcurrentHashMap<>();
    private final Map<String, SparedLinks> links = new ConcurrentHashMap<>();

    /** Whether a factory has such a list. */
    public static boolean areIn(SessionFactoryImplementor factory) {
        boolean[] found = new boolean[1];
        factory.getMappingMetamodel().forEachCollectionDescriptor(collection -> found[0] |= isOne(collection));
        return found[0];
    }

    private static boolean isOne(CollectionPersister collection) {
        return collection.getCollectionSemantics().getCollectionClassification() == CollectionClassification.LIST
                && collection.hasIndex()
                && !collection.isInverse()
                && SparedLinks.leadToTrash(collection);
    }

    @Override
    public void onFlushEntity(FlushEntityEvent event) {
        EntityPersister persister = event.getEntityEntry().getPersister();
        int[] indexes = lists.computeIfAbsent(persister.getEntityName(), any -> lists(persister));
        EventSource session = event.getSession();
        if (indexes.length == 0
                || event.getEntityEntry().getStatus().isDeletedOrGone()
                || !event.getEntityEntry().isExistsInDatabase()
                || View.of(session.getLoadQueryInfluencers()) != View.LIVE) {
            return;
        }
        for (int index : indexes) {
            Object owner = event.getEntity();
            if (Hibernate.isPropertyInitialized(owner, persister.getPropertyNames()[index])
                    && persister.getValue(owner, index) instanceof List<?> list
                    && isChanged(list, event, index)) {
                CollectionType type = (CollectionType) persister.getPropertyTypes()[index];
                arrange(list, type, owner, session);
            }
        }
    }

    private static boolean isChanged(List<?> list, FlushEntityEvent event, int index) {
        if (list instanceof PersistentCollection<?> collection) {
            return collection.wasInitialized() && collection.isDirty();
        }
        Object[] loaded = event.getEntityEntry().getLoadedState();
        return loaded == null || loaded[index] != list;
    }

    @SuppressWarnings("unchecked")
    private void arrange(List<?> list, CollectionType type, Object owner, EventSource session) {
        CollectionPersister collection =
                session.getFactory().getMappingMetamodel().getCollectionDescriptor(type.getRole());
        Object key = type.getKeyOfOwner(owner, session);
        if (key == null || list.isEmpty()) {
            return;
        }
        int base = collection.getAttributeMapping().getIndexMetadata().getListIndexBase();
        Set<Integer> taken = links.computeIfAbsent(type.getRole(), any -> SparedLinks.of(collection))
                .positions(key, session);
        if (taken.isEmpty()) {
            return;
        }
        List<Object> arranged = new ArrayList<>();
        for (Object element : list.stream().filter(Objects::nonNull).toList()) {
            while (taken.contains(arranged.size() + base)) {
                arranged.add(null);
            }
            arranged.add(element);
        }
        // Hibernate deletes every position behind the end of the list that there was before.
        int before = list instanceof PersistentCollection<?> collected
                        && collected.getStoredSnapshot() instanceof List<?> snapshot
                ? snapshot.size()
                : 0;
        for (int position : taken) {
            while (position - base < before && arranged.size() <= position - base) {
                arranged.add(null);
            }
        }
        if (!arranged.equals(list)) {
            list.clear();
            ((List<Object>) list).addAll(arranged);
        }
    }

    private static int[] lists(EntityPersister persister) {
        Type[] types = persister.getPropertyTypes();
        return IntStream.range(0, types.length)
                .filter(i -> types[i] instanceof CollectionType type
                        && isOne(persister.getFactory().getMappingMetamodel().getCollectionDescriptor(type.getRole())))
                .toArray();
    }
}
