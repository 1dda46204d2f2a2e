package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import dev.nexs.associations.internal.hibernate.load.Siblings;
import dev.nexs.associations.internal.hibernate.model.References;
import java.util.Set;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.ClearEvent;
import org.hibernate.event.spi.ClearEventListener;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.InitializeCollectionEvent;
import org.hibernate.event.spi.InitializeCollectionEventListener;
import org.hibernate.event.spi.LoadEvent;
import org.hibernate.event.spi.LoadEventListener;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Hears of what is loaded, and of what is about to be loaded because it was touched: strict loading forbids that, and
 * automatic preloading does it for what came from the same result as well. Belongs to one session factory, in front of
 * Hibernate's own listeners, and only to one that has asked for it.
 */
public final class LazyLoadingListener
        implements InitializeCollectionEventListener, LoadEventListener, PostLoadEventListener, ClearEventListener {

    private final Set<String> strictEntities;
    private final References references;

    private LazyLoadingListener(Set<String> strictEntities, References references) {
        this.strictEntities = strictEntities;
        this.references = references;
    }

    /** Adds a listener to a session factory that has none yet; these entities are strict in every session of it. */
    public static void install(SessionFactoryImplementor factory, Set<String> strictEntities) {
        AssociationsService service = AssociationsService.of(factory);
        if (!service.isFirstToListen()) {
            return;
        }
        LazyLoadingListener listener = new LazyLoadingListener(strictEntities, service.references());
        EventListenerRegistry registry = factory.getEventListenerRegistry();
        registry.getEventListenerGroup(EventType.INIT_COLLECTION).prependListener(listener);
        registry.getEventListenerGroup(EventType.LOAD).prependListener(listener);
        registry.getEventListenerGroup(EventType.POST_LOAD).appendListener(listener);
        registry.getEventListenerGroup(EventType.CLEAR).appendListener(listener);
    }

    @Override
    public void onInitializeCollection(InitializeCollectionEvent event) {
        if (!event.getCollection().wasInitialized()) {
            SessionGuard guard = event.getSession().getExtension(SessionGuard.class);
            guard.touched(event.getCollection());
            guard.withSiblings(siblings -> siblings.load(event.getCollection()));
        }
    }

    @Override
    public void onLoad(LoadEvent event, LoadType type) {
        if (type == LoadEventListener.IMMEDIATE_LOAD) {
            EventSource session = event.getSession();
            EntityPersister persister =
                    session.getFactory().getMappingMetamodel().getEntityDescriptor(event.getEntityClassName());
            touched(session.generateEntityKey(event.getEntityId(), persister), persister, session);
        }
    }

    static void touched(EntityKey key, EntityPersister persister, EventSource session) {
        Object known = session.getPersistenceContextInternal().getEntity(key);
        if (known == null || References.enhanced(known) != null) {
            SessionGuard guard = session.getExtension(SessionGuard.class);
            guard.touched(key, persister);
            guard.withSiblings(siblings -> siblings.load(key));
        }
    }

    /** Called for every entity that is read: of one without associations there is nothing to remember. */
    @Override
    public void onPostLoad(PostLoadEvent event) {
        EntityPersister persister = event.getPersister();
        References.Held held = references.of(persister);
        if (held.isNothing()) {
            return;
        }
        EventSource session = event.getSession();
        GuardedReference.guard(held.enhanced(), event.getEntity(), session);
        SessionGuard guard = session.getExtension(SessionGuard.class);
        if (StrictRows.isStrict(session.getLoadQueryInfluencers())
                || guard.readsStrictly()
                || strictEntities.contains(persister.getEntityName())) {
            guard.markStrict(event.getEntity(), persister);
        }
        Siblings siblings = guard.siblings();
        if (siblings != null) {
            siblings.loaded(event, held);
        }
    }

    @Override
    public void onClear(ClearEvent event) {
        event.getSession().getExtension(SessionGuard.class).clear();
    }
}
