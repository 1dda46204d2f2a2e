package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;

/** A stateless session removes the collections of an entity before it deletes the entity; this is how one can tell. */
public final class StatelessRemovals implements PreCollectionRemoveEventListener {

    @Override
    public void onPreRemoveCollection(PreCollectionRemoveEvent event) {
        SharedSessionContractImplementor session = event.getSession();
        if (session instanceof StatelessSession
                && event.getCollectionPersister().getOwnerEntityPersister() instanceof SoftDeletePersister owner) {
            Object id = event.getAffectedOwnerIdOrNull();
            if (id != null) {
                SessionTrash.of(session).marked(session.generateEntityKey(id, owner));
            }
        }
    }
}
