package dev.nexs.softdelete.internal.hibernate.cache;

import dev.nexs.softdelete.internal.hibernate.model.View;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/** A region of the collection cache that holds live members, and serves nobody who wants to see others. */
public final class LiveMembersCache extends GuardedRegion<CollectionDataAccess> implements CollectionDataAccess {

    private LiveMembersCache(CollectionDataAccess region) {
        super(region);
    }

    /** The region behind this guard, or null if there is none. */
    public static @Nullable CollectionDataAccess wrap(@Nullable CollectionDataAccess region) {
        return region == null ? null : new LiveMembersCache(region);
    }

    private static boolean isLive(SharedSessionContractImplementor session) {
        return View.of(session.getLoadQueryInfluencers()) == View.LIVE;
    }

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        return isLive(session) ? region.get(session, key) : null;
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session, Object key, Object value, @Nullable Object version) {
        return isLive(session) && region.putFromLoad(session, key, value, version);
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            boolean minimalPutOverride) {
        return isLive(session) && region.putFromLoad(session, key, value, version, minimalPutOverride);
    }

    @Override
    public Object generateCacheKey(
            Object id, CollectionPersister persister, SessionFactoryImplementor factory, @Nullable String tenant) {
        return region.generateCacheKey(id, persister, factory, tenant);
    }

    @Override
    public Object getCacheKeyId(Object cacheKey) {
        return region.getCacheKeyId(cacheKey);
    }
}
