package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.RestoreConflictException;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import java.util.List;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.persister.entity.EntityPersister;

/** A restore may collide with a live row that took the place of a trashed one. */
final class Conflicts {

    private Conflicts() {}

    /** Restores rows of one table; a violated unique constraint becomes an exception that names row and constraint. */
    static void restore(SessionImplementor session, EntityPersister table, List<TrashedRow> rows) {
        boolean unique = !((SoftDeletePersister) table)
                .trash()
                .marker()
                .definition()
                .unique()
                .isEmpty();
        if (!unique) {
            TrashedRow.restore(session, table, rows);
            return;
        }
        Savepoints savepoints = new Savepoints(session);
        try {
            savepoints.within(() -> TrashedRow.restore(session, table, rows));
        } catch (ConstraintViolationException e) {
            if (rows.size() == 1) {
                throw conflict(session, table, rows.get(0).id(), e);
            }
            rows.forEach(row -> restore(session, table, List.of(row)));
        }
    }

    private static RestoreConflictException conflict(
            SessionImplementor session, EntityPersister table, Object id, ConstraintViolationException cause) {
        String constraint = String.valueOf(cause.getConstraintName());
        return new RestoreConflictException(
                table.getEntityName(),
                id,
                constraint,
                ConflictingRow.find(session, (SoftDeletePersister) table, id, constraint),
                cause);
    }
}
