package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.sql.IdSelect;
import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerTables;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import dev.nexs.softdelete.internal.hibernate.sql.VersionSql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.StaleObjectStateException;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * A row in the trash, as it was read.
 *
 * @param table the class whose table has its marker
 * @param id its id
 * @param deletion the deletion that took it there, or null if none is kept
 */
public record TrashedRow(
        EntityPersister table, Object id, @Nullable UUID deletion) {

    /** Those of some ids that are in the trash. */
    public static List<TrashedRow> find(SessionImplementor session, EntityPersister entity, Collection<?> ids) {
        List<TrashedRow> found = new ArrayList<>();
        if (ids.isEmpty()) {
            return found;
        }
        for (EntityPersister table : MarkerTables.of(entity)) {
            EntityDefinition definition = definition(table);
            KeyedRows rows = KeyedRows.of(table.getIdentifierTableMapping());
            IdAssembler assembler = new IdAssembler(table, session);
            int keys = rows.columns().size();
            rows.inChunks(
                    ids,
                    chunk -> found.addAll(NativeStatements.query(
                            session,
                            "select " + String.join(", ", rows.columns())
                                    + (definition.batchColumn() == null ? "" : ", " + definition.batchColumn())
                                    + " from "
                                    + rows.table() + " where " + rows.condition(chunk, session) + " and "
                                    + MarkerSql.trashed(definition.marker(), definition.column()),
                            statement -> rows.bind(statement, 1, chunk, session),
                            row -> new TrashedRow(
                                    table,
                                    assembler.id(row),
                                    definition.batchColumn() == null ? null : row.getObject(keys + 1, UUID.class)))));
        }
        return found;
    }

    /** Those that one deletion took there and that the session may see: of its tenant, within restrictions and filters. */
    public static List<TrashedRow> ofDeletion(SessionImplementor session, EntityPersister entity, UUID deletion) {
        List<TrashedRow> found = new ArrayList<>();
        IdSelect visible = View.TRASHED.during(
                session.getLoadQueryInfluencers(), () -> IdSelect.of(session, entity.getMappedClass(), null));
        for (EntityPersister table : MarkerTables.of(entity)) {
            EntityDefinition definition = definition(table);
            if (definition.batchColumn() != null) {
                IdAssembler assembler = new IdAssembler(table, session);
                String keys = String.join(", ", KeySql.columns(table));
                found.addAll(NativeStatements.query(
                        session,
                        "select " + keys + " from " + table.getIdentifierTableName() + " where "
                                + definition.batchColumn() + " = ? and "
                                + MarkerSql.trashed(definition.marker(), definition.column()) + " and (" + keys
                                + ") in (" + visible.sql() + ")",
                        statement -> {
                            statement.setObject(1, deletion);
                            visible.bind(statement, 2);
                        },
                        row -> new TrashedRow(table, assembler.id(row), deletion)));
            }
        }
        return found;
    }

    private static EntityDefinition definition(EntityPersister table) {
        return ((SoftDeletePersister) table).trash().marker().definition();
    }

    /** Its key in the session. */
    public EntityKey key(SessionImplementor session) {
        return session.generateEntityKey(id, table);
    }

    /**
     * Takes rows of one table out of the trash. They must still be there and belong to the deletions that were read. No
     * attribute is written, so what another transaction changed meanwhile stays; the version is bumped, so that such a
     * transaction notices if it commits later.
     */
    public static void restore(SessionImplementor session, EntityPersister table, List<TrashedRow> rows) {
        EntityDefinition definition = definition(table);
        List<TrashedRow> without =
                rows.stream().filter(row -> row.deletion == null).toList();
        List<TrashedRow> with =
                rows.stream().filter(row -> row.deletion != null).toList();
        for (List<TrashedRow> some : List.of(without, with)) {
            if (!some.isEmpty()) {
                restore(session, table, definition, some);
            }
        }
    }

    private static void restore(
            SessionImplementor session, EntityPersister table, EntityDefinition definition, List<TrashedRow> rows) {
        KeyedRows keyed = KeyedRows.of(table.getIdentifierTableMapping());
        List<Object> ids = rows.stream().map(TrashedRow::id).toList();
        Object[] deletions = rows.stream()
                .map(TrashedRow::deletion)
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
        String batch = definition.batchColumn();
        String sql = "update " + keyed.table() + " set " + assignments(table, definition) + " where ";
        int[] restored = new int[1];
        keyed.inChunks(
                ids,
                chunk -> restored[0] += NativeStatements.attempt(
                        session,
                        sql + keyed.condition(chunk, session) + " and "
                                + MarkerSql.trashed(definition.marker(), definition.column())
                                + (batch == null
                                        ? ""
                                        : " and " + batch + (deletions.length == 0 ? " is null" : " = any(?)")),
                        statement -> {
                            int next = keyed.bind(statement, 1, chunk, session);
                            if (batch != null && deletions.length > 0) {
                                statement.setArray(
                                        next, statement.getConnection().createArrayOf("uuid", deletions));
                            }
                        }));
        if (restored[0] < rows.size()) {
            throw new StaleObjectStateException(
                    table.getEntityName(), rows.get(0).id());
        }
    }

    private static String assignments(EntityPersister table, EntityDefinition definition) {
        String live = MarkerSql.liveValue(definition.marker());
        StringBuilder sql = new StringBuilder(definition.column()).append(" = ").append(live == null ? "null" : live);
        if (table.isVersioned()) {
            sql.append(", ")
                    .append(table.getVersionMapping().getSelectionExpression())
                    .append(" = ")
                    .append(VersionSql.next(table.getVersionMapping()));
        }
        for (String column : definition.kept()) {
            sql.append(", ").append(column).append(" = null");
        }
        return sql.toString();
    }
}
