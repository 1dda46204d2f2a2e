package dev.nexs.softdelete.internal.hibernate.cache;

import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** A region of the second-level cache that lets live rows in only; whatever it is asked to store otherwise it evicts. */
public final class LiveRowsCache extends GuardedRegion<EntityDataAccess> implements EntityDataAccess {

    private LiveRowsCache(EntityDataAccess region) {
        super(region);
    }

    /** The region behind this guard, or null if there is none. */
    public static @Nullable EntityDataAccess wrap(@Nullable EntityDataAccess region) {
        return region == null ? null : new LiveRowsCache(region);
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return !TrashedCacheEntry.is(value) && region.putFromLoad(session, key, value, version);
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            boolean minimalPutOverride) {
        return !TrashedCacheEntry.is(value) && region.putFromLoad(session, key, value, version, minimalPutOverride);
    }

    @Override
    public boolean insert(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return !TrashedCacheEntry.is(value) && region.insert(session, key, value, version);
    }

    @Override
    public boolean afterInsert(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return !TrashedCacheEntry.is(value) && region.afterInsert(session, key, value, version);
    }

    @Override
    public boolean update(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            @Nullable Object previousVersion) {
        return !TrashedCacheEntry.is(value) && region.update(session, key, value, version, previousVersion);
    }

    @Override
    public boolean afterUpdate(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            @Nullable Object previousVersion,
            SoftLock lock) {
        if (TrashedCacheEntry.is(value)) {
            region.unlockItem(session, key, lock);
            return false;
        }
        return region.afterUpdate(session, key, value, version, previousVersion, lock);
    }

    @Override
    public Object generateCacheKey(
            Object id, EntityPersister persister, SessionFactoryImplementor factory, @Nullable String tenant) {
        return region.generateCacheKey(id, persister, factory, tenant);
    }

    @Override
    public Object getCacheKeyId(Object cacheKey) {
        return region.getCacheKeyId(cacheKey);
    }
}
