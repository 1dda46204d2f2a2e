package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import dev.nexs.associations.internal.hibernate.model.References;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.CollectionEntry;
import org.hibernate.engine.spi.CollectionKey;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityEntryExtraState;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Which entities of one session came from the same result, so that what is touched of one is loaded for all of them.
 * Hibernate hands one event object to the listeners for all that a result has brought, one after the other: its identity
 * tells the results apart.
 *
 * <p>An association that is mapped with a batch size of its own is left to Hibernate, whatever the size.
 */
public final class Siblings {

    private final SharedSessionContractImplementor session;
    private final AssociationsService service;
    private final int limit;
    private final Map<EntityKey, Awaited> awaited = new HashMap<>();
    private final List<Result> unread = new ArrayList<>();
    private @Nullable PostLoadEvent latest;
    private Result current = new Result();

    /** Knows nothing yet. */
    public Siblings(SharedSessionContractImplementor session, AssociationsService service) {
        this.session = session;
        this.service = service;
        this.limit = service.config().chunkSize();
    }

    /**
     * Remembers with which other entities this one came. A stream keeps no more than a chunk of them together. This is
     * done for each entity that is read, so it does no more than add it to a list; what it refers to is looked at when
     * one of them is touched.
     */
    public void loaded(PostLoadEvent event, References.Held held) {
        if (event != latest || current.entities.size() >= limit) {
            latest = event;
            current = new Result();
        }
        Result result = current;
        result.entities.add(event.getEntity());
        if (!held.places().isEmpty() && !result.refers) {
            result.refers = true;
            unread.add(result);
        }
        EntityEntry entry = held.collections() ? context().getEntry(event.getEntity()) : null;
        if (entry != null) {
            Membership known = entry.getExtraState(Membership.class);
            if (known == null) {
                entry.addExtraState(new Membership(result));
            } else {
                known.result = result;
            }
        }
    }

    /** Loads the collection that is touched, together with that of all siblings of its owner. */
    public void load(PersistentCollection<?> touched) {
        CollectionEntry entry = context().getCollectionEntry(touched);
        CollectionPersister persister = entry == null ? null : entry.getLoadedPersister();
        Result result = resultOf(touched.getOwner());
        if (persister == null || result == null || result.entities.size() < 2 || isLeftToHibernate(persister)) {
            return;
        }
        PluralAttributeMapping attribute = persister.getAttributeMapping();
        Class<?> owners = persister.getOwnerEntityPersister().getMappedClass();
        List<PersistentCollection<?>> together = new ArrayList<>();
        for (Object sibling : result.entities) {
            if (owners.isInstance(sibling) && context().getEntry(sibling) != null) {
                Object key = Navigation.keyOfOwner(attribute, sibling, session);
                PersistentCollection<?> collection =
                        key == null ? null : context().getCollection(new CollectionKey(persister, key));
                if (collection != null && !collection.wasInitialized()) {
                    together.add(collection);
                }
            }
        }
        if (together.size() > 1) {
            new CollectionsLoader(service.selects(), limit).load(attribute, together, session);
        }
    }

    /** Loads the target of the reference that is touched, together with those of the same attribute of all siblings. */
    public void load(EntityKey touched) {
        if (isLeftToHibernate(touched.getPersister())) {
            return;
        }
        unread.forEach(this::read);
        unread.clear();
        Awaited siblings = awaited.get(touched);
        if (siblings == null) {
            return;
        }
        siblings.keys.forEach(key -> awaited.remove(key, siblings));
        List<Reference> together = new ArrayList<>();
        for (Object owner : siblings.owners) {
            Reference reference = context().getEntry(owner) == null ? null : Reference.of(siblings.place.value(owner));
            if (reference != null && reference.owner() == session && !isLeftToHibernate(reference.persister(session))) {
                together.add(reference);
            }
        }
        if (together.size() > 1) {
            new EntitiesLoader(service.selects(), limit).loadVisible(together, session);
        }
    }

    /** Finds out which targets the entities of a result wait for. */
    private void read(Result result) {
        IdentityHashMap<References.Place, Awaited> byPlace = new IdentityHashMap<>();
        for (Object entity : result.entities) {
            EntityEntry entry = context().getEntry(entity);
            if (entry != null) {
                service.references().forEachLazy(entry.getPersister(), entity, session, (place, key) -> {
                    Awaited siblings = byPlace.computeIfAbsent(place, Awaited::new);
                    siblings.owners.add(entity);
                    siblings.keys.add(key);
                    awaited.put(key, siblings);
                });
            }
        }
    }

    private PersistenceContext context() {
        return session.getPersistenceContextInternal();
    }

    private @Nullable Result resultOf(@Nullable Object owner) {
        EntityEntry entry = owner == null ? null : context().getEntry(owner);
        Membership membership = entry == null ? null : entry.getExtraState(Membership.class);
        return membership == null ? null : membership.result;
    }

    private static boolean isLeftToHibernate(CollectionPersister persister) {
        return persister.getBatchSize() >= 0 || persister.isSubselectLoadable();
    }

    private static boolean isLeftToHibernate(EntityPersister persister) {
        return persister.getBatchSize() >= 0;
    }

    /** The session has forgotten its entities. */
    public void clear() {
        awaited.clear();
        unread.clear();
        latest = null;
        current = new Result();
    }

    /** What one result has brought. */
    private static final class Result {

        private final List<Object> entities = new ArrayList<>();
        private boolean refers;
    }

    /** The entities of one result whose targets at one place are not read, and the keys of those targets. */
    private static final class Awaited {

        private final References.Place place;
        private final List<Object> owners = new ArrayList<>();
        private final List<EntityKey> keys = new ArrayList<>();

        private Awaited(References.Place place) {
            this.place = place;
        }
    }

    /** Says with which result the entity of an entry came; goes with the entry. */
    private static final class Membership implements EntityEntryExtraState {

        private Result result;
        private @Nullable EntityEntryExtraState next;

        private Membership(Result result) {
            this.result = result;
        }

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
