package dev.nexs.associations.internal.hibernate.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.internal.CacheLoadHelper;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.LazyInitializer;

/**
 * Initialises lazy references: from the persistence context and the second-level cache where the target is there, else
 * one statement per target entity. A reference whose row does not exist stays uninitialised, and throws when it is
 * used, as it would without a preload.
 */
final class EntitiesLoader {

    private final KeyedSelects selects;
    private final int chunkSize;
    private final Arrivals arrivals;

    /** Loads with these selects, so many targets per statement, except for rows that came along already. */
    EntitiesLoader(KeyedSelects selects, int chunkSize, Arrivals arrivals) {
        this.selects = selects;
        this.chunkSize = chunkSize;
        this.arrivals = arrivals;
    }

    /** Initialises the references, all of which belong to this session. */
    void load(List<LazyInitializer> references, String path, SharedSessionContractImplementor session) {
        PersistenceContext context = session.getPersistenceContextInternal();
        Map<EntityPersister, Map<EntityKey, Object>> missing = new LinkedHashMap<>();
        for (LazyInitializer reference : references) {
            EntityPersister persister =
                    session.getFactory().getMappingMetamodel().getEntityDescriptor(reference.getEntityName());
            arrivals.take(path, persister);
            EntityKey key = session.generateEntityKey(reference.getInternalIdentifier(), persister);
            if (!context.containsEntity(key) && !fromCache(persister, key, session)) {
                missing.computeIfAbsent(persister, p -> new LinkedHashMap<>()).put(key, key.getIdentifier());
            }
        }
        missing.forEach((persister, ids) -> {
            KeyedSelect select = selects.entity(persister, session);
            Chunks.each(new ArrayList<>(ids.values()), chunkSize, chunk -> select.load(chunk, session));
        });
        references.forEach(reference -> resolve(reference, context, session));
    }

    private static boolean fromCache(
            EntityPersister persister, EntityKey key, SharedSessionContractImplementor session) {
        return persister.canReadFromCache()
                && CacheLoadHelper.loadFromSecondLevelCache(session, null, LockMode.NONE, persister, key) != null;
    }

    /** Connects the reference with its loaded target; sends nothing, because only known targets are connected. */
    private static void resolve(
            LazyInitializer reference, PersistenceContext context, SharedSessionContractImplementor session) {
        EntityPersister persister =
                session.getFactory().getMappingMetamodel().getEntityDescriptor(reference.getEntityName());
        Object target = context.getEntity(session.generateEntityKey(reference.getInternalIdentifier(), persister));
        if (target != null && reference.isUninitialized()) {
            reference.setImplementation(target);
        }
    }
}
