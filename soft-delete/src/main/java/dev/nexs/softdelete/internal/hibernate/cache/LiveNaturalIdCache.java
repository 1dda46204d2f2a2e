package dev.nexs.softdelete.internal.hibernate.cache;

import dev.nexs.softdelete.internal.hibernate.model.View;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** A region of the natural-id cache that leads to live rows only, and is not asked by who looks for trashed ones. */
public final class LiveNaturalIdCache extends GuardedRegion<NaturalIdDataAccess> implements NaturalIdDataAccess {

    private final String rootEntity;

    private LiveNaturalIdCache(NaturalIdDataAccess region, String rootEntity) {
        super(region);
        this.rootEntity = rootEntity;
    }

    /** The region behind this guard, or null if there is none. */
    public static @Nullable NaturalIdDataAccess wrap(@Nullable NaturalIdDataAccess region, PersistentClass entity) {
        return region == null
                ? null
                : new LiveNaturalIdCache(region, entity.getRootClass().getEntityName());
    }

    private boolean isLive(Object id, SharedSessionContractImplementor session) {
        EntityPersister persister = session.getFactory().getMappingMetamodel().getEntityDescriptor(rootEntity);
        return !LiveNaturalIds.isTrashed(persister, id, session);
    }

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        return View.of(session.getLoadQueryInfluencers()) == View.TRASHED ? null : region.get(session, key);
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session, Object key, Object id, @Nullable Object version) {
        return isLive(id, session) && region.putFromLoad(session, key, id, version);
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object id,
            @Nullable Object version,
            boolean minimalPutOverride) {
        return isLive(id, session) && region.putFromLoad(session, key, id, version, minimalPutOverride);
    }

    @Override
    public boolean insert(SharedSessionContractImplementor session, Object key, Object id) {
        return region.insert(session, key, id);
    }

    @Override
    public boolean afterInsert(SharedSessionContractImplementor session, Object key, Object id) {
        return region.afterInsert(session, key, id);
    }

    @Override
    public boolean update(SharedSessionContractImplementor session, Object key, Object id) {
        return isLive(id, session) && region.update(session, key, id);
    }

    @Override
    public boolean afterUpdate(SharedSessionContractImplementor session, Object key, Object id, SoftLock lock) {
        if (isLive(id, session)) {
            return region.afterUpdate(session, key, id, lock);
        }
        region.unlockItem(session, key, lock);
        return false;
    }

    @Override
    public Object generateCacheKey(
            Object naturalId, EntityPersister rootPersister, SharedSessionContractImplementor session) {
        return region.generateCacheKey(naturalId, rootPersister, session);
    }

    @Override
    public Object getNaturalIdValues(Object cacheKey) {
        return region.getNaturalIdValues(cacheKey);
    }
}
