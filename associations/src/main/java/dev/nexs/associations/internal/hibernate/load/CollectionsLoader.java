package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.internal.hibernate.keyed.KeyedSelect;
import dev.nexs.associations.internal.hibernate.keyed.KeyedSelects;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.CollectionEntry;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.internal.DefaultInitializeCollectionEventListener;
import org.hibernate.loader.internal.CacheLoadHelper;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;

/** Initialises uninitialised collections of one role: from the second-level cache where they are in it, else together. */
final class CollectionsLoader {

    private final KeyedSelects selects;
    private final int chunkSize;

    /** Loads with these selects, so many owners per statement. */
    CollectionsLoader(KeyedSelects selects, int chunkSize) {
        this.selects = selects;
        this.chunkSize = chunkSize;
    }

    /** Initialises the collections, all of which belong to this session and to the given attribute. */
    void load(
            PluralAttributeMapping attribute,
            List<PersistentCollection<?>> collections,
            SharedSessionContractImplementor session) {
        PersistenceContext context = session.getPersistenceContextInternal();
        List<Pending> pending = new ArrayList<>(collections.size());
        for (PersistentCollection<?> collection : collections) {
            CollectionEntry entry = context.getCollectionEntry(collection);
            if (entry != null && !fromCache(entry, collection, session)) {
                pending.add(new Pending(entry.getLoadedKey(), collection));
            }
        }
        if (pending.isEmpty()) {
            return;
        }
        KeyedSelect select = selects.collection(attribute, session);
        Chunks.each(pending, chunkSize, chunk -> {
            select.load(chunk.stream().map(Pending::key).toList(), session);
            chunk.forEach(loaded -> finish(loaded, attribute.getCollectionDescriptor(), context));
        });
    }

    private static boolean fromCache(
            CollectionEntry entry, PersistentCollection<?> collection, SharedSessionContractImplementor session) {
        CollectionPersister persister = entry.getLoadedPersister();
        if (persister == null || !persister.hasCache()) {
            return false;
        }
        boolean filtered = session.getLoadQueryInfluencers().hasEnabledFilters()
                && persister.isAffectedByEnabledFilters(session.getLoadQueryInfluencers(), false);
        return !filtered
                && CacheLoadHelper.initializeCollectionFromCache(entry.getLoadedKey(), persister, collection, session);
    }

    private static void finish(Pending loaded, CollectionPersister persister, PersistenceContext context) {
        DefaultInitializeCollectionEventListener.handlePotentiallyEmptyCollection(
                loaded.collection(), context, loaded.key(), persister);
    }

    private record Pending(Object key, PersistentCollection<?> collection) {}
}
