package dev.nexs.softdelete.internal.hibernate.cache;

import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.internal.hibernate.model.Reference;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import jakarta.transaction.Synchronization;
import java.util.LinkedHashSet;
import java.util.Set;
import org.hibernate.Cache;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.spi.MappingMetamodelImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Second-level caches after a row went to the trash, or left it. A cached collection is a list of ids, and would lead to
 * the trashed row as a reference does; and Hibernate keeps what a bulk statement has outdated until the transaction ends,
 * so that the same transaction could still read it. What is evicted at once is evicted again at the end, since another
 * session may have read and cached it in between.
 */
public final class StaleCaches implements PostDeleteEventListener {

    private static final long serialVersionUID = 1L;

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        EntityPersister persister = event.getPersister();
        if (persister instanceof SoftDeletePersister && isCaching(persister.getFactory())) {
            for (CollectionPersister collection : collections(persister)) {
                Object owner = owner(collection, persister, event.getEntity(), event.getSession());
                now(event.getSession(), cache -> evict(cache, collection, owner));
            }
            Set<String> hiding = hidingOwners(persister);
            if (!hiding.isEmpty()) {
                now(event.getSession(), cache -> hiding.forEach(cache::evictEntityData));
            }
        }
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    /** Everything that is cached about this hierarchy. */
    public static void evict(SharedSessionContractImplementor session, EntityPersister persister) {
        if (isCaching(session.getFactory())) {
            now(session, cache -> {
                cache.evictEntityData(persister.getRootEntityName());
                if (persister.hasNaturalIdentifier()) {
                    cache.evictNaturalIdData(persister.getRootEntityName());
                }
                collections(persister).forEach(collection -> evict(cache, collection, null));
                hidingOwners(persister).forEach(cache::evictEntityData);
            });
        }
    }

    /** The owners that may be cached with null in the place of such an entity. */
    private static Set<String> hidingOwners(EntityPersister target) {
        SoftDeleteModel model = SoftDeleteModel.of(target.getFactory());
        Set<String> owners = new LinkedHashSet<>();
        if (model.policies().containsValue(TrashedReference.HIDE)) {
            target.getFactory().getMappingMetamodel().forEachEntityDescriptor(owner -> {
                boolean hides = Reference.of(owner, model, TrashedReference.HIDE).stream()
                        .anyMatch(reference ->
                                reference.target().getRootEntityName().equals(target.getRootEntityName()));
                if (hides) {
                    owners.add(owner.getRootEntityName());
                }
            });
        }
        return owners;
    }

    /** Whether there is a second-level cache at all. */
    public static boolean isCaching(SessionFactoryImplementor factory) {
        return factory.getSessionFactoryOptions().isSecondLevelCacheEnabled();
    }

    private static void now(SharedSessionContractImplementor session, Eviction eviction) {
        Cache cache = session.getFactory().getCache();
        eviction.run(cache);
        if (session.isTransactionInProgress()) {
            session.getTransactionCoordinator()
                    .getLocalSynchronizations()
                    .registerSynchronization(new Again(() -> eviction.run(cache)));
        }
    }

    private static void evict(Cache cache, CollectionPersister collection, @Nullable Object owner) {
        if (owner == null) {
            cache.evictCollectionData(collection.getRole());
        } else {
            cache.evictCollectionData(collection.getRole(), owner);
        }
    }

    /** The cached collections whose elements may be of this entity, in any of its classes. */
    private static Set<CollectionPersister> collections(EntityPersister persister) {
        MappingMetamodelImplementor metamodel = persister.getFactory().getMappingMetamodel();
        Set<EntityMappingType> types = new LinkedHashSet<>(persister.getSubMappingTypes());
        for (EntityMappingType type = persister; type != null; type = type.getSuperMappingType()) {
            types.add(type);
        }
        Set<CollectionPersister> collections = new LinkedHashSet<>();
        for (EntityMappingType type : types) {
            Set<String> roles = metamodel.getCollectionRolesByEntityParticipant(type.getEntityName());
            for (String role : roles == null ? Set.<String>of() : roles) {
                CollectionPersister collection = metamodel.getCollectionDescriptor(role);
                if (collection.hasCache()) {
                    collections.add(collection);
                }
            }
        }
        return collections;
    }

    /** The owner of a collection that the entity is in, where the entity says it; otherwise null, for all of them. */
    private static @Nullable Object owner(
            CollectionPersister collection,
            EntityPersister persister,
            @Nullable Object entity,
            SharedSessionContractImplementor session) {
        String attribute = collection.isOneToMany() ? collection.getMappedByProperty() : null;
        if (attribute == null || attribute.isEmpty() || entity == null) {
            return null;
        }
        Object owner = persister.getPropertyValue(entity, attribute);
        boolean byId = collection
                .getAttributeMapping()
                .getKeyDescriptor()
                .getTargetPart()
                .isEntityIdentifierMapping();
        return owner == null || !byId ? null : session.getContextEntityIdentifier(owner);
    }

    @FunctionalInterface
    private interface Eviction {
        void run(Cache cache);
    }

    private record Again(Runnable eviction) implements Synchronization {

        @Override
        public void beforeCompletion() {
            // Nothing is outdated for others before the commit.
        }

        @Override
        public void afterCompletion(int status) {
            eviction.run();
        }
    }
}
