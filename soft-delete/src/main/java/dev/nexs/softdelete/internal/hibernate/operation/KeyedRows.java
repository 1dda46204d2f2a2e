package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.mutation.EntityTableMapping;

/** The rows of a table whose key columns, one or several, are among some keys. */
record KeyedRows(String table, List<String> columns, Breakdown breakdown) {

    /** PostgreSQL takes 65,535 parameters in one statement; shorter ones are planned sooner. */
    private static final int PARAMETERS = 2_000;

    /** Turns a key into the values of its columns. */
    @FunctionalInterface
    interface Breakdown {
        List<KeySql.Part> parts(Object key, SharedSessionContractImplementor session);
    }

    /** The rows of an entity's table by the entity's id. */
    static KeyedRows of(EntityTableMapping table) {
        EntityTableMapping.KeyMapping key = table.getKeyMapping();
        return new KeyedRows(
                table.getTableName(),
                key.getKeyColumns().stream()
                        .map(column -> column.getColumnName())
                        .toList(),
                (id, session) -> {
                    List<KeySql.Part> parts = new ArrayList<>();
                    key.breakDownKeyJdbcValues(
                            id, (value, column) -> parts.add(new KeySql.Part(column.getJdbcMapping(), value)), session);
                    return parts;
                });
    }

    /** The rows of a collection table by one of its two foreign keys. */
    static KeyedRows of(String table, ForeignKeyDescriptor key) {
        List<String> columns = new ArrayList<>();
        key.getKeyPart().forEachSelectable((index, column) -> columns.add(column.getSelectionExpression()));
        return new KeyedRows(table, columns, (id, session) -> {
            List<KeySql.Part> parts = new ArrayList<>();
            key.getKeyPart().breakDownJdbcValues(id, (index, value, column) -> parts.add(part(value, column)), session);
            return parts;
        });
    }

    private static KeySql.Part part(Object value, SelectableMapping column) {
        return new KeySql.Part(column.getJdbcMapping(), value);
    }

    /** Deletes them. */
    void delete(SharedSessionContractImplementor session, Collection<?> keys) {
        List<Object> rest = new ArrayList<>(keys);
        int size = Math.max(1, PARAMETERS / columns.size());
        for (int from = 0; from < rest.size(); from += size) {
            List<Object> chunk = rest.subList(from, Math.min(from + size, rest.size()));
            NativeStatements.execute(session, sql(chunk.size()), statement -> bind(statement, chunk, session));
        }
    }

    private String sql(int keys) {
        String one = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        return "delete from " + table + " where (" + String.join(", ", columns) + ") in ("
                + String.join(", ", Collections.nCopies(keys, one)) + ")";
    }

    private void bind(PreparedStatement statement, List<Object> keys, SharedSessionContractImplementor session)
            throws SQLException {
        int position = 1;
        for (Object key : keys) {
            for (KeySql.Part part : breakdown.parts(key, session)) {
                KeySql.bind(statement, position++, part, session);
            }
        }
    }
}
