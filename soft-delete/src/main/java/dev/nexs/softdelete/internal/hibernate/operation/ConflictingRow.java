package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.UniqueAmongLive;
import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SessionImplementor;
import org.jspecify.annotations.Nullable;

/** Finds the live row that has the unique values which a trashed row wants back. */
final class ConflictingRow {

    private ConflictingRow() {}

    /** Its key as text, or null if it cannot be told, as with a constraint that is not ours. */
    static @Nullable String find(SessionImplementor session, SoftDeletePersister persister, Object id, String index) {
        EntityDefinition definition = persister.trash().marker().definition();
        return definition.unique().stream()
                .filter(unique -> unique.index().equalsIgnoreCase(index))
                .findFirst()
                .map(unique -> query(session, persister, definition, unique, id))
                .orElse(null);
    }

    private static @Nullable String query(
            SessionImplementor session,
            SoftDeletePersister persister,
            EntityDefinition definition,
            UniqueAmongLive unique,
            Object id) {
        String table = persister.getIdentifierTableName();
        List<String> keys = KeySql.columns(persister);
        String sql = "select " + keys.stream().map(key -> "live_." + key).collect(Collectors.joining(", "))
                + " from " + table + " live_ join " + table + " own_ on "
                + unique.columns().stream()
                        .map(column -> "live_." + column + " = own_." + column)
                        .collect(Collectors.joining(" and "))
                + " where " + MarkerSql.live(definition.marker(), "live_." + definition.column()) + " and "
                + keys.stream().map(key -> "own_." + key + " = ?").collect(Collectors.joining(" and "));
        List<String> found = NativeStatements.query(
                session,
                sql,
                statement -> KeySql.bind(statement, 1, persister, id, session),
                row -> key(row, keys.size()));
        return found.isEmpty() ? null : found.get(0);
    }

    private static String key(ResultSet row, int columns) throws SQLException {
        StringBuilder key = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
            key.append(i == 1 ? "" : ", ").append(row.getString(i));
        }
        return key.toString();
    }
}
