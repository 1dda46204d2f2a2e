package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.internal.hibernate.keyed.KeyedSelect;
import dev.nexs.associations.internal.hibernate.keyed.KeyedSelects;
import dev.nexs.associations.internal.hibernate.model.References;
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

    /** Loads with these selects, so many targets per statement. */
    EntitiesLoader(KeyedSelects selects, int chunkSize) {
        this.selects = selects;
        this.chunkSize = chunkSize;
    }

    /** Initialises the references, all of which belong to this session. */
    void load(List<Reference> references, SharedSessionContractImplementor session) {
        IdentityHashMap<Reference, EntityKey> keys = loadVisible(references, session);
        Map<EntityPersister, List<HiddenTargets.Target>> hidden = new LinkedHashMap<>();
        keys.forEach((reference, key) -> {
            if (reference.instance() == null && isMissing(key, session)) {
                hidden.computeIfAbsent(reference.persister(session), p -> new ArrayList<>())
                        .add(new HiddenTargets.Target(reference, key));
            }
        });
        HiddenTargets targets = new HiddenTargets(session);
        hidden.values().forEach(ofOneEntity -> Chunks.each(ofOneEntity, chunkSize, targets::resolve));
    }

    /** Initialises those of the references whose targets a query finds, and returns the keys of all. */
    IdentityHashMap<Reference, EntityKey> loadVisible(
            List<Reference> references, SharedSessionContractImplementor session) {
        Map<EntityPersister, Map<EntityKey, Object>> missing = new LinkedHashMap<>();
        IdentityHashMap<Reference, EntityKey> keys = new IdentityHashMap<>();
        for (Reference reference : references) {
            EntityPersister persister = reference.persister(session);
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
        keys.forEach((reference, key) -> reference.resolve(key, session));
        return keys;
    }

    private static boolean isMissing(EntityKey key, SharedSessionContractImplementor session) {
        Object known = session.getPersistenceContextInternal().getEntity(key);
        return known == null || References.enhanced(known) != null;
    }

    private static boolean fromCache(
            Reference reference, EntityPersister persister, EntityKey key, SharedSessionContractImplementor session) {
        return persister.canReadFromCache()
                && CacheLoadHelper.loadFromSecondLevelCache(
                                session, reference.instance(), LockMode.NONE, persister, key)
                        != null;
    }
}
