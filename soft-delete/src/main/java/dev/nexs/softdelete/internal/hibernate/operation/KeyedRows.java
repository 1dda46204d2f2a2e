package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.lang.reflect.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.ast.internal.MultiKeyLoadHelper;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.jspecify.annotations.Nullable;

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

    /** Deletes them and returns how many there were. */
    int delete(SharedSessionContractImplementor session, Collection<?> keys) {
        int[] deleted = new int[1];
        inChunks(
                keys,
                chunk -> deleted[0] += NativeStatements.attempt(
                        session,
                        "delete from " + table + " where " + condition(chunk, session),
                        statement -> bind(statement, 1, chunk, session)));
        return deleted[0];
    }

    /** Runs something for as many keys at a time as one statement takes. */
    void inChunks(Collection<?> keys, Consumer<List<Object>> work) {
        List<Object> rest = new ArrayList<>(keys);
        int size = Math.max(1, PARAMETERS / columns.size());
        for (int from = 0; from < rest.size(); from += size) {
            work.accept(rest.subList(from, Math.min(from + size, rest.size())));
        }
    }

    /** The predicate that a row has one of these keys. */
    String condition(List<Object> keys, SharedSessionContractImplementor session) {
        if (array(keys, session) != null) {
            return columns.get(0) + " = any(?)";
        }
        String one = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        return "(" + String.join(", ", columns) + ") in (" + String.join(", ", Collections.nCopies(keys.size(), one))
                + ")";
    }

    /** Sets the parameters of that predicate and returns the next position. */
    int bind(PreparedStatement statement, int first, List<Object> keys, SharedSessionContractImplementor session)
            throws SQLException {
        JdbcMapping array = array(keys, session);
        if (array != null) {
            Class<?> type = breakdown
                    .parts(keys.get(0), session)
                    .get(0)
                    .mapping()
                    .getJdbcJavaType()
                    .getJavaTypeClass();
            Object values = Array.newInstance(type, keys.size());
            for (int i = 0; i < keys.size(); i++) {
                Array.set(
                        values, i, breakdown.parts(keys.get(i), session).get(0).value());
            }
            KeySql.bind(statement, first, new KeySql.Part(array, values), session);
            return first + 1;
        }
        int position = first;
        for (Object key : keys) {
            for (KeySql.Part part : breakdown.parts(key, session)) {
                KeySql.bind(statement, position++, part, session);
            }
        }
        return position;
    }

    /** The type of an array of keys, or null where a key has several columns or is converted. */
    private @Nullable JdbcMapping array(List<Object> keys, SharedSessionContractImplementor session) {
        if (columns.size() > 1) {
            return null;
        }
        JdbcMapping mapping = breakdown.parts(keys.get(0), session).get(0).mapping();
        return mapping.getValueConverter() != null
                ? null
                : MultiKeyLoadHelper.resolveArrayJdbcMapping(
                        mapping, mapping.getJdbcJavaType().getJavaTypeClass(), session.getFactory());
    }
}
