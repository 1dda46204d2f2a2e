package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import dev.nexs.softdelete.internal.hibernate.sql.VersionSql;
import java.sql.Types;
import java.util.UUID;
import org.hibernate.StaleObjectStateException;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Takes one row out of the trash. The row must still be there and belong to the deletion that was read. It writes no
 * attribute, so what another transaction changed meanwhile stays; the version is bumped, so that such a transaction
 * notices if it commits later.
 */
public final class RestoreStatement {

    private RestoreStatement() {}

    /** Restores the row; fails if another transaction has restored it, deleted it or trashed it anew. */
    public static void execute(
            SharedSessionContractImplementor session,
            SoftDeletePersister persister,
            Object id,
            @Nullable UUID deletion) {
        EntityDefinition definition = persister.trash().marker().definition();
        String live = MarkerSql.liveValue(definition.marker());
        StringBuilder sql = new StringBuilder("update ")
                .append(persister.getIdentifierTableName())
                .append(" set ")
                .append(definition.column())
                .append(" = ")
                .append(live == null ? "null" : live);
        if (persister.isVersioned()) {
            sql.append(", ")
                    .append(persister.getVersionMapping().getSelectionExpression())
                    .append(" = ")
                    .append(VersionSql.next(persister.getVersionMapping()));
        }
        if (definition.batchColumn() != null) {
            sql.append(", ").append(definition.batchColumn()).append(" = null");
        }
        if (definition.deletedByColumn() != null) {
            sql.append(", ").append(definition.deletedByColumn()).append(" = null");
        }
        sql.append(" where ")
                .append(KeySql.restriction(persister))
                .append(" and ")
                .append(MarkerSql.trashed(definition.marker(), definition.column()));
        boolean batched = definition.batchColumn() != null;
        if (batched) {
            sql.append(" and ").append(definition.batchColumn()).append(" is not distinct from ?");
        }
        int rows = NativeStatements.attempt(session, sql.toString(), statement -> {
            int next = KeySql.bind(statement, 1, persister, id, session);
            if (batched) {
                statement.setObject(next, deletion, Types.OTHER);
            }
        });
        if (rows == 0) {
            throw new StaleObjectStateException(persister.getEntityName(), id);
        }
    }
}
