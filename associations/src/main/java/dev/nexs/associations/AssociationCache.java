package dev.nexs.associations;

import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.hibernate.stat.CacheRegionStatistics;

/** What the second-level cache does for one association, and its eviction. */
public final class AssociationCache {

    private final SessionFactory factory;

    private AssociationCache(SessionFactory factory) {
        this.factory = factory;
    }

    /** {@return the caches of a session factory} */
    public static AssociationCache of(EntityManagerFactory factory) {
        return new AssociationCache(factory.unwrap(SessionFactory.class));
    }

    /**
     * {@return the figures of a collection since the factory started}; all zero unless {@code
     * hibernate.generate_statistics} is on
     */
    public Figures collection(Class<?> owner, String attribute) {
        return figures(role(owner, attribute));
    }

    /** {@return the figures of an entity, to which to-one associations lead} */
    public Figures entity(Class<?> entity) {
        return figures(entity.getName());
    }

    /** Forgets one collection, after a change that Hibernate has not made. */
    public void evict(Class<?> owner, String attribute, Object id) {
        factory.getCache().evictCollectionData(role(owner, attribute), id);
    }

    private static String role(Class<?> owner, String attribute) {
        return owner.getName() + "." + attribute;
    }

    private Figures figures(String region) {
        CacheRegionStatistics statistics = factory.getStatistics().getCacheRegionStatistics(region);
        return statistics == null
                ? new Figures(0, 0, 0)
                : new Figures(statistics.getHitCount(), statistics.getMissCount(), statistics.getPutCount());
    }

    /**
     * What a cache region has done.
     *
     * @param hits found in the cache
     * @param misses not found
     * @param puts written to the cache
     */
    public record Figures(long hits, long misses, long puts) {}
}
