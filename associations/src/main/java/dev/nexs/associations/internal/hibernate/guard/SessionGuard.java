package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.LazyLoading;
import dev.nexs.associations.StrictLoadingException;
import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import dev.nexs.associations.internal.hibernate.load.OnPurpose;
import dev.nexs.associations.internal.hibernate.load.Siblings;
import dev.nexs.associations.internal.hibernate.model.References;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.extension.spi.Extension;
import org.hibernate.engine.spi.CollectionEntry;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityEntryExtraState;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one session forbids: a mode for all of it, and what a strict query or a strict class has brought. Loading that
 * Hibernate, or another library, does for a purpose of its own is never forbidden: cascades, merges, the removal of
 * orphans, eager fetching. Marks live with the entities, so that they go when the session forgets those.
 */
public final class SessionGuard implements Extension {

    private static final Logger LOG = LoggerFactory.getLogger(SessionGuard.class);

    private final SharedSessionContractImplementor session;
    private final @Nullable Siblings siblings;
    private @Nullable Set<String> warned;
    private @Nullable Set<EntityKey> strictReferences;
    private @Nullable RepeatedSelects repeated;
    private LazyLoading mode;
    private boolean anyStrict;
    private boolean readsStrictly;

    SessionGuard(SharedSessionContractImplementor session, LazyLoading mode, @Nullable Siblings siblings) {
        this.session = session;
        this.mode = mode;
        this.siblings = siblings;
    }

    /** {@return what the session knows about which entities came together, if it preloads automatically} */
    @Nullable
    Siblings siblings() {
        return siblings;
    }

    /** {@return what the session does about lazy loading} */
    public LazyLoading mode() {
        return mode;
    }

    /** Changes what the session does about lazy loading. */
    public void mode(LazyLoading wanted) {
        mode = wanted;
    }

    /** Lets automatic preloading do something, if the session does that, and nobody else loads on purpose. */
    void withSiblings(Consumer<Siblings> action) {
        Siblings known = siblings;
        if (known != null && !OnPurpose.isNow(session)) {
            OnPurpose.run(session, () -> action.accept(known));
        }
    }

    /** {@return whether a row of a strict query is being read} */
    boolean readsStrictly() {
        return readsStrictly;
    }

    /** Says whether a row of a strict query is being read, and returns what was said before. */
    boolean readsStrictly(boolean now) {
        boolean before = readsStrictly;
        readsStrictly = now;
        return before;
    }

    private boolean isIndifferent() {
        return (mode == LazyLoading.ALLOW && !anyStrict) || OnPurpose.isNow(session);
    }

    /** What this entity holds must not be loaded by being touched. */
    void markStrict(Object entity, EntityPersister persister) {
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(entity);
        if (entry != null && entry.getExtraState(Strict.class) == null) {
            anyStrict = true;
            entry.addExtraState(new Strict());
            references().forEachLazy(persister, entity, session, (attribute, key) -> {
                if (strictReferences == null) {
                    strictReferences = new HashSet<>();
                }
                strictReferences.add(key);
            });
        }
    }

    /** Called before a collection is loaded because it was touched. */
    void touched(PersistentCollection<?> collection) {
        if (isIndifferent()) {
            return;
        }
        CollectionEntry entry = session.getPersistenceContextInternal().getCollectionEntry(collection);
        CollectionPersister persister = entry == null ? null : entry.getLoadedPersister();
        LazyLoading effective = isStrict(collection.getOwner()) ? LazyLoading.THROW : mode;
        if (effective == LazyLoading.ALLOW || persister == null || isCached(persister, entry.getLoadedKey())) {
            return;
        }
        String attribute = persister.getAttributeMapping().getAttributeName();
        report(
                effective,
                "collection " + persister.getRole() + " of key " + entry.getLoadedKey(),
                "load it before with Preload.of(session).with(\"" + attribute + "\").into(…), or in the query");
    }

    /** Called before the target of a lazy reference is loaded because it was touched. */
    void touched(EntityKey target, EntityPersister persister) {
        if (isIndifferent()) {
            return;
        }
        LazyLoading effective = isStrict(target) ? LazyLoading.THROW : mode;
        if (effective != LazyLoading.ALLOW && !isCached(persister, target)) {
            report(
                    effective,
                    "reference to " + target.getEntityName() + "#" + target.getIdentifier(),
                    "load it before with Preload.of(session).with(<its attribute>).into(<its owners>), or in the query");
        }
    }

    private boolean isStrict(@Nullable Object owner) {
        EntityEntry entry =
                owner == null ? null : session.getPersistenceContextInternal().getEntry(owner);
        return entry != null && entry.getExtraState(Strict.class) != null;
    }

    /** A reference that an entity holds which is not strict either may be used: both hold the same instance. */
    private boolean isStrict(EntityKey target) {
        return strictReferences != null && strictReferences.contains(target) && !isHeldByOthers(target);
    }

    private boolean isHeldByOthers(EntityKey target) {
        boolean[] held = new boolean[1];
        for (Map.Entry<Object, EntityEntry> known :
                session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
            if (known.getValue().getExtraState(Strict.class) == null) {
                references().forEachLazy(known.getValue().getPersister(), known.getKey(), session, (attribute, key) -> {
                    held[0] |= key.equals(target);
                });
            }
        }
        return held[0];
    }

    private References references() {
        return AssociationsService.of(session).references();
    }

    private boolean isCached(CollectionPersister persister, Object key) {
        return persister.hasCache()
                && session.getCacheMode().isGetEnabled()
                && session.getFactory().getCache().containsCollection(persister.getRole(), key);
    }

    private boolean isCached(EntityPersister persister, EntityKey key) {
        return persister.canReadFromCache()
                && session.getCacheMode().isGetEnabled()
                && session.getFactory().getCache().containsEntity(persister.getEntityName(), key.getIdentifier());
    }

    /** Warns once per association and line, or throws. */
    private void report(LazyLoading effective, String association, String remedy) {
        SourceLine line = SourceLine.find();
        if (line.work()) {
            return;
        }
        String message = association + " was loaded lazily at " + line.text() + "; " + remedy;
        if (effective == LazyLoading.THROW) {
            throw new StrictLoadingException("lazy loading is forbidden here: " + message);
        }
        if (warned == null) {
            warned = new HashSet<>();
        }
        if (warned.add(association + line.text())) {
            LOG.warn("{}", message);
        }
    }

    /** {@return what the session has selected again and again} */
    RepeatedSelects repeated() {
        if (repeated == null) {
            repeated = new RepeatedSelects();
        }
        return repeated;
    }

    /** The session has forgotten its entities. */
    void clear() {
        strictReferences = null;
        anyStrict = false;
        if (siblings != null) {
            siblings.clear();
        }
    }

    /** Says that the entity of an entry is strict. */
    private static final class Strict implements EntityEntryExtraState {

        private @Nullable EntityEntryExtraState next;

        @Override
        public void addExtraState(EntityEntryExtraState state) {
            if (next == null) {
                next = state;
            } else {
                next.addExtraState(state);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // Hibernate's interface allows null and does not say so.
        public <T extends EntityEntryExtraState> @Nullable T getExtraState(Class<T> type) {
            return type.isInstance(this) ? type.cast(this) : next == null ? null : next.getExtraState(type);
        }
    }
}
