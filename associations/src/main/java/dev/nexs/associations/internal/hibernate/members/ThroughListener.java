package dev.nexs.associations.internal.hibernate.members;

import dev.nexs.associations.AssociationException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.FlushMode;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.Status;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PreCollectionRecreateEvent;
import org.hibernate.event.spi.PreCollectionRecreateEventListener;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/**
 * What collections without rows of their own need of Hibernate: a change in memory, which nothing would write, is refused;
 * and a query along the way flushes first, because the tables of the way are hidden from Hibernate in a select.
 */
public final class ThroughListener
        implements PreCollectionRecreateEventListener,
                PreCollectionUpdateEventListener,
                PreCollectionRemoveEventListener,
                AutoFlushEventListener {

    private final SessionFactoryImplementor factory;
    private final Map<String, String> ways;
    private volatile @Nullable Set<String> tables;

    private ThroughListener(SessionFactoryImplementor factory, Map<String, String> ways) {
        this.factory = factory;
        this.ways = ways;
    }

    /** Adds a listener to a session factory whose entities have such collections. */
    public static void install(SessionFactoryImplementor factory, Map<String, String> ways) {
        ThroughListener listener = new ThroughListener(factory, ways);
        EventListenerRegistry registry = factory.getEventListenerRegistry();
        registry.getEventListenerGroup(EventType.PRE_COLLECTION_RECREATE).appendListener(listener);
        registry.getEventListenerGroup(EventType.PRE_COLLECTION_UPDATE).appendListener(listener);
        registry.getEventListenerGroup(EventType.PRE_COLLECTION_REMOVE).appendListener(listener);
        registry.getEventListenerGroup(EventType.AUTO_FLUSH).prependListener(listener);
    }

    @Override
    public void onPreRecreateCollection(PreCollectionRecreateEvent event) {
        if (event.getCollection() instanceof Collection<?> members && !members.isEmpty()) {
            refuse(event);
        }
    }

    @Override
    public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
        refuse(event);
    }

    /** Together with its owner any collection may go; another one in its place is a change. */
    @Override
    public void onPreRemoveCollection(PreCollectionRemoveEvent event) {
        Object owner = event.getAffectedOwnerOrNull();
        EntityEntry entry = owner == null
                ? null
                : event.getSession().getPersistenceContextInternal().getEntry(owner);
        if (entry != null && entry.getStatus() == Status.MANAGED) {
            refuse(event);
        }
    }

    private void refuse(AbstractCollectionEvent event) {
        CollectionPersister persister = event.getCollectionPersister();
        String role = persister == null ? event.getCollection().getRole() : persister.getRole();
        String way = role == null ? null : ways.get(role);
        if (way != null) {
            throw new AssociationException("collection " + role + " was changed in memory, but it follows '" + way
                    + "' and has no rows of its own; change it by Associations.of(session).collection(…), or change what"
                    + " it leads along");
        }
    }

    @Override
    public void onAutoFlush(AutoFlushEvent event) {
        Set<String> spaces = event.getQuerySpaces();
        if (spaces != null
                && tables().stream().anyMatch(spaces::contains)
                && !event.getSession().getHibernateFlushMode().lessThan(FlushMode.AUTO)) {
            event.getSession().flush();
        }
    }

    private Set<String> tables() {
        Set<String> known = tables;
        if (known == null) {
            known = ways.keySet().stream()
                    .map(role -> factory.getMappingMetamodel()
                            .getCollectionDescriptor(role)
                            .getAttributeMapping()
                            .getSeparateCollectionTable())
                    .collect(Collectors.toUnmodifiableSet());
            tables = known;
        }
        return known;
    }
}
