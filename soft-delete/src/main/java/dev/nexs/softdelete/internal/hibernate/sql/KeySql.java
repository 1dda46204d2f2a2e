package dev.nexs.softdelete.internal.hibernate.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.descriptor.ValueBinder;
import org.jspecify.annotations.Nullable;

/** The key of an entity's own table in hand-written SQL. */
public final class KeySql {

    /** One column's share of a key. */
    public record Part(JdbcMapping mapping, @Nullable Object value) {}

    private KeySql() {}

    /** The columns of the key, in the table that has the marker. */
    public static List<String> columns(EntityPersister persister) {
        return persister.getIdentifierTableMapping().getKeyMapping().getKeyColumns().stream()
                .map(column -> column.getColumnName())
                .toList();
    }

    /** The predicate that a row has one key, with parameters for its columns. */
    public static String restriction(EntityPersister persister) {
        return columns(persister).stream().map(column -> column + " = ?").collect(Collectors.joining(" and "));
    }

    /** Binds an id and returns the next position. */
    public static int bind(
            PreparedStatement statement,
            int first,
            EntityPersister persister,
            Object id,
            SharedSessionContractImplementor session)
            throws SQLException {
        List<Part> parts = new ArrayList<>();
        persister
                .getIdentifierTableMapping()
                .getKeyMapping()
                .breakDownKeyJdbcValues(
                        id, (value, column) -> parts.add(new Part(column.getJdbcMapping(), value)), session);
        int position = first;
        for (Part part : parts) {
            bind(statement, position++, part, session);
        }
        return position;
    }

    /** Sets the parameter for one column of a key. */
    @SuppressWarnings({"unchecked", "rawtypes", "NullAway"}) // the mapping knows the type of its own values
    public static void bind(
            PreparedStatement statement, int position, Part part, SharedSessionContractImplementor session)
            throws SQLException {
        ValueBinder binder = part.mapping().getJdbcValueBinder();
        binder.bind(statement, part.value(), position, session);
    }
}
