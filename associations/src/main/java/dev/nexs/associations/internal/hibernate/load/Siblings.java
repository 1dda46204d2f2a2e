package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.internal.hibernate.boot.AssociationsService;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import dev.nexs.associations.internal.hibernate.model.References;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final Map<EntityKey, Result> awaited = new HashMap<>();
    private @Nullable PostLoadEvent latest;
    private Result current = new Result();

    /** Knows nothing yet. */
    public Siblings(SharedSessionContractImplementor session, AssociationsService service) {
        this.session = session;
        this.service = service;
        this.limit = service.config().chunkSize();
    }

    /** Remembers with which other entities this one came. A stream keeps no more than a chunk of them together. */
    public void loaded(PostLoadEvent event) {
        Object entity = event.getEntity();
        EntityEntry entry = context().getEntry(entity);
        if (entry == null) {
            return;
        }
        if (event != latest || current.entities.size() >= limit) {
            latest = event;
            current = new Result();
        }
        Result result = current;
        result.entities.add(entity);
        Membership known = entry.getExtraState(Membership.class);
        if (known == null) {
            entry.addExtraState(new Membership(result));
        } else {
            known.result = result;
        }
        service.references()
                .forEachLazy(event.getPersister(), entity, session, (place, key) -> awaited.put(key, result));
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
        Result result = awaited.get(touched);
        References.Place place = result == null ? null : placeOf(touched, result);
        if (result == null || place == null) {
            return;
        }
        List<Reference> together = new ArrayList<>();
        for (Object sibling : result.entities) {
            EntityEntry entry = context().getEntry(sibling);
            if (entry != null && service.references().of(entry.getPersister()).contains(place)) {
                Reference reference = Reference.of(place.value(sibling));
                if (reference != null && reference.owner() == session && !isLeftToHibernate(reference)) {
                    together.add(reference);
                    awaited.remove(session.generateEntityKey(reference.identifier(), reference.persister(session)));
                }
            }
        }
        if (together.size() > 1) {
            new EntitiesLoader(service.selects(), limit).loadVisible(together, session);
        }
    }

    private References.@Nullable Place placeOf(EntityKey touched, Result result) {
        for (Object sibling : result.entities) {
            EntityEntry entry = context().getEntry(sibling);
            if (entry != null) {
                for (References.Place place : service.references().of(entry.getPersister())) {
                    if (touched.equals(References.unread(place.value(sibling), session))) {
                        return place;
                    }
                }
            }
        }
        return null;
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

    private boolean isLeftToHibernate(Reference reference) {
        return reference.persister(session).getBatchSize() >= 0;
    }

    /** The session has forgotten its entities. */
    public void clear() {
        awaited.clear();
        latest = null;
        current = new Result();
    }

    /** What one result has brought. */
    private static final class Result {

        private final List<Object> entities = new ArrayList<>();
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
