package dev.nexs.softdelete.internal.hibernate.cache;

import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * A region of the second-level cache and a guard in front of it; here is what every guard lets pass.
 *
 * @param <A> what kind of region
 */
abstract class GuardedRegion<A extends CachedDomainDataAccess> implements CachedDomainDataAccess {

    final A region;

    GuardedRegion(A region) {
        this.region = region;
    }

    @Override
    public DomainDataRegion getRegion() {
        return region.getRegion();
    }

    @Override
    public AccessType getAccessType() {
        return region.getAccessType();
    }

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        return region.get(session, key);
    }

    @Override
    public boolean contains(Object key) {
        return region.contains(key);
    }

    @Override
    public @Nullable SoftLock lockItem(SharedSessionContractImplementor session, Object key, @Nullable Object version) {
        return region.lockItem(session, key, version);
    }

    @Override
    public void unlockItem(SharedSessionContractImplementor session, Object key, SoftLock lock) {
        region.unlockItem(session, key, lock);
    }

    @Override
    public void remove(SharedSessionContractImplementor session, Object key) {
        region.remove(session, key);
    }

    @Override
    public void removeAll(SharedSessionContractImplementor session) {
        region.removeAll(session);
    }

    @Override
    public @Nullable SoftLock lockRegion() {
        return region.lockRegion();
    }

    @Override
    public void unlockRegion(SoftLock lock) {
        region.unlockRegion(lock);
    }

    @Override
    public void evict(Object key) {
        region.evict(key);
    }

    @Override
    public void evictAll() {
        region.evictAll();
    }
}
