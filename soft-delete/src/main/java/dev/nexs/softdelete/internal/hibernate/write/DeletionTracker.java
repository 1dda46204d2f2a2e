package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import java.util.UUID;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.event.spi.DeleteContext;
import org.hibernate.event.spi.DeleteEvent;
import org.hibernate.event.spi.DeleteEventListener;
import org.hibernate.event.spi.EventSource;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;

/**
 * Gives everything that one {@code remove} takes along the same deletion id. It stands before and after Hibernate's
 * listener, so it sees where a removal begins and ends; what is removed outside of one, an orphan found by a flush, is a
 * deletion of its own together with what it cascades to.
 */
public final class DeletionTracker implements DeleteEventListener {

    @Override
    public void onDelete(DeleteEvent event) {
        SessionTrash trash = SessionTrash.of(event.getSession());
        trash.beginDeletion();
        assign(event, trash, trash.currentDeletion());
    }

    @Override
    public void onDelete(DeleteEvent event, DeleteContext context) {
        SessionTrash trash = SessionTrash.of(event.getSession());
        assign(event, trash, trash.deletionOf(context));
    }

    private static void assign(DeleteEvent event, SessionTrash trash, UUID deletion) {
        EventSource session = event.getSession();
        Object entity = event.getObject();
        LazyInitializer proxy = HibernateProxy.extractLazyInitializer(entity);
        Object implementation = proxy == null ? entity : proxy.isUninitialized() ? entity : proxy.getImplementation();
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(implementation);
        if (entry != null) {
            trash.assign(entry.getEntityKey(), deletion);
        } else if (proxy != null) {
            EntityPersister persister =
                    event.getFactory().getMappingMetamodel().getEntityDescriptor(proxy.getEntityName());
            trash.assign(session.generateEntityKey(proxy.getInternalIdentifier(), persister), deletion);
        }
    }

    /** The listener that stands after Hibernate's. */
    public DeleteEventListener end() {
        return new DeleteEventListener() {
            @Override
            public void onDelete(DeleteEvent event) {
                SessionTrash.of(event.getSession()).endDeletion();
            }

            @Override
            public void onDelete(DeleteEvent event, DeleteContext context) {
                // A cascaded delete ends with the removal that it belongs to.
            }
        };
    }
}
