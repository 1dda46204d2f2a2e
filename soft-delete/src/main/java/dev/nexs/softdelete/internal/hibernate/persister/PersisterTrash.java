package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.internal.hibernate.cache.TrashedCacheEntry;
import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.EntityMarker;
import dev.nexs.softdelete.internal.hibernate.model.EntityTrash;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.read.FailingReferences;
import dev.nexs.softdelete.internal.hibernate.read.LazyAttributes;
import dev.nexs.softdelete.internal.hibernate.read.References;
import dev.nexs.softdelete.internal.hibernate.write.BulkDeleteStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.LockOptions;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.ast.spi.SingleUniqueKeyEntityLoader;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.jspecify.annotations.Nullable;

/**
 * What a persister of a soft-deletable entity does differently: it has a loader of its own for references, marks on
 * bulk deletes, and reads the marker of what it loads.
 */
final class PersisterTrash implements EntityTrash {

    private final EntityPersister persister;
    private final LazyAttributes lazyAttributes;
    private final ViewLoaders loaders;
    private int markerIndex = -1;
    private int batchIndex = -1;
    private volatile @Nullable SqmMultiTableMutationStrategy bulk;

    PersisterTrash(EntityPersister persister) {
        this.persister = persister;
        this.lazyAttributes = new LazyAttributes(persister);
        this.loaders = new ViewLoaders(persister);
    }

    /** How lazy attributes of enhanced entities are loaded. */
    LazyAttributes lazyAttributes() {
        return lazyAttributes;
    }

    /** Its loaders, by view. */
    ViewLoaders loaders() {
        return loaders;
    }

    @Override
    public EntityMarker marker() {
        EntityMarker marker = EntityMarker.of(persister);
        if (marker == null) {
            throw new IllegalStateException("The mapping of " + persister.getEntityName() + " is not complete yet.");
        }
        return marker;
    }

    private int markerIndex() {
        int index = markerIndex;
        if (index < 0) {
            index = persister.getPropertyIndex(EntityDefinition.MARKER_PROPERTY);
            markerIndex = index;
        }
        return index;
    }

    @Override
    public SessionTrash.@Nullable Trashed read(Object[] state) {
        Object marker = state[markerIndex()];
        return EntityDefinition.isTrashed(marker) ? new SessionTrash.Trashed(marker, batch(state)) : null;
    }

    private @Nullable UUID batch(Object[] state) {
        if (marker().definition().batchColumn() == null) {
            return null;
        }
        if (batchIndex < 0) {
            batchIndex = persister.getPropertyIndex(EntityDefinition.BATCH_PROPERTY);
        }
        return (UUID) state[batchIndex];
    }

    @Override
    public void carryOver(Object[] values, Object @Nullable [] loaded) {
        if (loaded != null) {
            values[markerIndex()] = loaded[markerIndex()];
            if (marker().definition().batchColumn() != null) {
                batch(loaded);
                values[batchIndex] = loaded[batchIndex];
            }
        }
    }

    CacheEntry cacheEntry(CacheEntry entry, Object[] state) {
        return EntityDefinition.isTrashed(state[markerIndex()]) ? new TrashedCacheEntry() : entry;
    }

    SqmMultiTableMutationStrategy bulk(@Nullable SqmMultiTableMutationStrategy standard) {
        SqmMultiTableMutationStrategy strategy = bulk;
        if (strategy == null) {
            strategy = new BulkDeleteStrategy(persister, standard);
            bulk = strategy;
        }
        return strategy;
    }

    /** A list of loaded entities in which what the view hides is null. */
    List<?> visible(List<?> loaded, SharedSessionContractImplementor session) {
        View view = View.of(session.getLoadQueryInfluencers());
        SessionTrash trash = SessionTrash.of(session);
        List<@Nullable Object> visible = new ArrayList<>(loaded.size());
        for (Object entity : loaded) {
            visible.add(entity == null || view.shows(trash.isTrashed(key(entity, session))) ? entity : null);
        }
        return visible;
    }

    private EntityKey key(Object entity, SharedSessionContractImplementor session) {
        Object id = session.getPersistenceContextInternal().getEntry(entity) == null
                ? session.getContextEntityIdentifier(entity)
                : session.getPersistenceContextInternal().getEntry(entity).getId();
        return session.generateEntityKey(id == null ? persister.getIdentifier(entity, session) : id, persister);
    }

    /** A to-one that refers to a unique attribute is a reference; one that another row maps is not. */
    @SuppressWarnings("removal") // Hibernate asks with its old lock options
    @Nullable
    Object byUniqueKey(
            String property,
            Object key,
            @Nullable Boolean readOnly,
            SharedSessionContractImplementor session,
            Supplier<@Nullable Object> standard) {
        if (persister.findByPath(property) instanceof ToOneAttributeMapping) {
            return standard.get();
        }
        SingleUniqueKeyEntityLoader<?> loader = loaders.byUniqueKey(property, session);
        return References.resolving(
                session.getLoadQueryInfluencers(),
                loader == null ? standard : () -> loader.load(key, new LockOptions(), readOnly, session));
    }

    /** With bytecode enhancement a reference is the entity itself, and no event tells that it is being initialized. */
    @Nullable
    Object enhancedProxy(
            Object entity, SharedSessionContractImplementor session, Supplier<@Nullable Object> initialize) {
        Object id = persister.getIdentifier(entity, session);
        Object value = References.resolving(session.getLoadQueryInfluencers(), initialize);
        FailingReferences.check(session, session.generateEntityKey(id, persister));
        return value;
    }

    @Override
    public boolean wasTrashed(Object entity, SharedSessionContractImplementor session) {
        Object id = persister.getIdentifier(entity, session);
        return id != null && SessionTrash.of(session).wasMarked(session.generateEntityKey(id, persister));
    }
}
