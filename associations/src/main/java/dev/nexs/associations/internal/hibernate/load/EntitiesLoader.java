package dev.nexs.associations.internal.hibernate.load;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.internal.CacheLoadHelper;
import org.hibernate.persister.entity.EntityPersister;

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
    void load(List<Reference> references, String path, SharedSessionContractImplementor session) {
        Map<EntityPersister, Map<EntityKey, Object>> missing = new LinkedHashMap<>();
        IdentityHashMap<Reference, EntityKey> keys = new IdentityHashMap<>();
        for (Reference reference : references) {
            EntityPersister persister = reference.persister(session);
            arrivals.take(path, persister);
            EntityKey key = session.generateEntityKey(reference.identifier(), persister);
            keys.put(reference, key);
            if (isMissing(key, session) && !fromCache(reference, persister, key, session)) {
                missing.computeIfAbsent(persister, p -> new LinkedHashMap<>()).put(key, key.getIdentifier());
            }
        }
        missing.forEach((persister, ids) -> {
            KeyedSelect select = selects.entity(persister, session);
            Chunks.each(new ArrayList<>(ids.values()), chunkSize, chunk -> select.load(chunk, session));
        });
        Map<EntityPersister, List<HiddenTargets.Target>> hidden = new LinkedHashMap<>();
        keys.forEach((reference, key) -> {
            reference.resolve(key, session);
            if (reference.instance() == null && isMissing(key, session)) {
                hidden.computeIfAbsent(reference.persister(session), p -> new ArrayList<>())
                        .add(new HiddenTargets.Target(reference, key));
            }
        });
        HiddenTargets targets = new HiddenTargets(session);
        hidden.values().forEach(ofOneEntity -> Chunks.each(ofOneEntity, chunkSize, targets::resolve));
    }

    private static boolean isMissing(EntityKey key, SharedSessionContractImplementor session) {
        Object known = session.getPersistenceContextInternal().getEntity(key);
        return known == null || LazyAttributes.unread(known) != null;
    }

    private static boolean fromCache(
            Reference reference, EntityPersister persister, EntityKey key, SharedSessionContractImplementor session) {
        return persister.canReadFromCache()
                && CacheLoadHelper.loadFromSecondLevelCache(
                                session, reference.instance(), LockMode.NONE, persister, key)
                        != null;
    }
}
