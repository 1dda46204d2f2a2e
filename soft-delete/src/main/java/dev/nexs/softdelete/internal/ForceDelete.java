package dev.nexs.softdelete.internal;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.operation.ChildSession;
import dev.nexs.softdelete.internal.hibernate.operation.LinkRows;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Deletes entities physically, live or trashed, with what their removal cascades to and with every link row that points
 * to them. The order is Hibernate's own: it deletes as if nothing were soft-deletable.
 */
public final class ForceDelete {

    private final SharedSessionContractImplementor parent;

    /** On behalf of this session. */
    public ForceDelete(SharedSessionContractImplementor parent) {
        this.parent = parent;
    }

    /** Deletes these ids of an entity and returns how many of them there were. */
    public int delete(SoftDeletePersister persister, List<?> ids) {
        ChildSession child = new ChildSession(parent);
        Set<EntityKey> gone = new HashSet<>();
        int count = child.run(session -> {
            SessionTrash.of(session).deletePhysically();
            int found = 0;
            for (Object id : ids) {
                Object entity = session.find(persister.getMappedClass(), id);
                if (entity != null) {
                    session.remove(entity);
                    found++;
                }
            }
            LinkRows.deleteOfRemoved(session, gone);
            session.flush();
            return found;
        });
        child.settle(Set.of(), gone);
        return count;
    }
}
