package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hibernate.Hibernate;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.envers.boot.internal.EnversService;
import org.hibernate.event.service.spi.EventListenerGroup;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.PostCollectionRecreateEvent;
import org.hibernate.event.spi.PostCollectionRecreateEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;

/**
 * The revisions that Envers keeps. It is told of a removal as of any other; of a restore, which is a statement, it is told
 * here, as of rows that are inserted: its history of them ended with the removal, and begins anew. What it keeps revisions
 * of is loaded for that, and stays managed by the session.
 */
final class Revisions {

    private static final String ENVERS = "org.hibernate.envers.";

    private final EventSource session;
    private final SessionFactoryImplementor factory;

    private Revisions(EventSource session) {
        this.session = session;
        this.factory = session.getFactory();
    }

    /** Tells Envers, if it is there, what has left the trash. */
    static void restored(SharedSessionContractImplementor session, Set<EntityKey> keys) {
        if (session instanceof EventSource source && !keys.isEmpty()) {
            Revisions revisions = new Revisions(source);
            List<PostInsertEventListener> insertions =
                    revisions.envers(source.getFactory().getEventListenerGroups().eventListenerGroup_POST_INSERT);
            if (!insertions.isEmpty()) {
                View.LIVE.during(source.getLoadQueryInfluencers(), () -> {
                    revisions.tell(keys, insertions);
                    return true;
                });
            }
        }
    }

    @SuppressWarnings("deprecation") // there is no other way to look at what is registered
    private <T> List<T> envers(EventListenerGroup<T> group) {
        List<T> found = new ArrayList<>();
        for (T listener : group.listeners()) {
            if (listener.getClass().getName().startsWith(ENVERS)) {
                found.add(listener);
            }
        }
        return found;
    }

    private void tell(Set<EntityKey> keys, List<PostInsertEventListener> insertions) {
        Predicate<String> audited = Service.audited(factory);
        Map<EntityPersister, List<Object>> ids = new LinkedHashMap<>();
        for (EntityKey key : keys) {
            if (audited.test(key.getEntityName()) || hasAuditedSubclass(key.getPersister(), audited)) {
                ids.computeIfAbsent(key.getPersister(), any -> new ArrayList<>())
                        .add(key.getIdentifier());
            }
        }
        List<PostCollectionRecreateEventListener> links =
                envers(factory.getEventListenerGroups().eventListenerGroup_POST_COLLECTION_RECREATE);
        ids.forEach((persister, some) -> {
            for (Object entity : session.findMultiple(persister.getMappedClass(), some)) {
                if (entity != null) {
                    tell(Hibernate.unproxy(entity), insertions, links);
                }
            }
        });
    }

    private static boolean hasAuditedSubclass(EntityPersister persister, Predicate<String> audited) {
        return persister.getSubMappingTypes().stream().anyMatch(type -> audited.test(type.getEntityName()));
    }

    private void tell(
            Object entity,
            List<PostInsertEventListener> insertions,
            List<PostCollectionRecreateEventListener> recreations) {
        EntityPersister persister = session.getEntityPersister(null, entity);
        Object[] state = persister.getValues(entity);
        PostInsertEvent event =
                new PostInsertEvent(entity, persister.getIdentifier(entity, session), state, persister, session);
        insertions.forEach(listener -> listener.onPostInsert(event));
        for (Object value : state) {
            if (value instanceof PersistentCollection<?> collection) {
                CollectionPersister role = session.getPersistenceContextInternal()
                        .getCollectionEntry(collection)
                        .getLoadedPersister();
                if (role != null && !role.isInverse()) {
                    Hibernate.initialize(collection);
                    PostCollectionRecreateEvent links = new PostCollectionRecreateEvent(role, collection, session);
                    recreations.forEach(listener -> listener.onPostRecreateCollection(links));
                }
            }
        }
    }

    /** Apart, since Envers need not be there. */
    private static final class Service {

        private Service() {}

        static Predicate<String> audited(SessionFactoryImplementor factory) {
            return factory.getServiceRegistry()
                    .requireService(EnversService.class)
                    .getEntitiesConfigurations()::isVersioned;
        }
    }
}
