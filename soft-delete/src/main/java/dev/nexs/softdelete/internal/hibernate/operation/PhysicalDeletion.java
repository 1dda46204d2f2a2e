package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.persister.entity.EntityPersister;

/**
 * What a physical deletion did: by statements, or, where listeners or callbacks have to be told, entity by entity, in
 * Hibernate's own order, as if nothing were soft-deletable.
 *
 * @param count how many of the rows that were asked for there were
 * @param gone every row that was deleted with them
 */
public record PhysicalDeletion(int count, Set<EntityKey> gone) {

    /** Deletes these ids of an entity. */
    public static PhysicalDeletion of(SessionImplementor session, EntityPersister persister, List<?> ids) {
        if (Deletions.canDelete(session, persister)) {
            Deletions deletions = new Deletions(session);
            int count = deletions.delete(persister, Cascade.visible(session, persister, ids));
            return new PhysicalDeletion(count, deletions.deleted());
        }
        SessionTrash.of(session).deletePhysically();
        int found = 0;
        for (Object id : ids) {
            Object entity = session.find(persister.getMappedClass(), id);
            if (entity != null) {
                session.remove(entity);
                found++;
            }
        }
        Set<EntityKey> gone = new HashSet<>();
        LinkRows.deleteOfRemoved(session, gone);
        session.flush();
        return new PhysicalDeletion(found, gone);
    }

    /** Whether a deletion goes from entity to entity although statements could follow it, since somebody has to be told. */
    public static boolean isTold(SessionImplementor session, EntityPersister persister) {
        return !Deletions.canDelete(session, persister) && Cascade.closure(persister) != null;
    }

    /** Deletes these ids by statements, which tells nobody: to find out whether something refers to them. */
    public static void tryOut(SessionImplementor session, EntityPersister persister, List<?> ids) {
        new Deletions(session).delete(persister, ids);
    }

    /** Deletes rows with what belongs to them in other tables, and nothing that they cascade to. */
    public static PhysicalDeletion withoutCascades(
            SessionImplementor session, EntityPersister persister, List<Object> ids) {
        Deletions deletions = new Deletions(session);
        int count = deletions.rows(persister, ids);
        Set<EntityKey> gone = new HashSet<>();
        ids.forEach(id -> gone.add(session.generateEntityKey(id, persister)));
        return new PhysicalDeletion(count, gone);
    }
}
