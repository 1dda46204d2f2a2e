package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;

/**
 * A stateless session removes the collections of an entity before it deletes the entity; this is how one can tell that from
 * an update. The event knows no session then, so the note is the thread's, and whoever removes the rows takes it.
 */
public final class StatelessRemovals implements PreCollectionRemoveEventListener {

    /** An owner whose collection is about to be removed. */
    public record Removal(String role, Object ownerId) {}

    private final SoftDeleteModel model;

    /** Notes it in this model. */
    public StatelessRemovals(SoftDeleteModel model) {
        this.model = model;
    }

    @Override
    public void onPreRemoveCollection(PreCollectionRemoveEvent event) {
        Object id = event.getAffectedOwnerIdOrNull();
        if (id != null) {
            model.removing().set(new Removal(event.getCollectionPersister().getRole(), id));
        }
    }
}
