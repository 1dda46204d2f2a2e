package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.VersionSql;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.jspecify.annotations.Nullable;

/** The beginning of an update that marks rows of one table, up to where its restriction begins. */
public record MarkStatement(EntityPersister persister, EntityDefinition definition) {

    /** Up to where its restriction begins. */
    public String sql() {
        StringBuilder sql = new StringBuilder("update ")
                .append(persister.getIdentifierTableName())
                .append(" set ")
                .append(definition.column())
                .append(" = ")
                .append(MarkerSql.trashedValue(definition.marker()));
        if (persister.isVersioned()) {
            sql.append(", ")
                    .append(persister.getVersionMapping().getSelectionExpression())
                    .append(" = ")
                    .append(VersionSql.next(persister.getVersionMapping()));
        }
        if (definition.batchColumn() != null) {
            sql.append(", ").append(definition.batchColumn()).append(" = ?");
        }
        if (definition.deletedByColumn() != null) {
            sql.append(", ").append(definition.deletedByColumn()).append(" = ?");
        }
        if (definition.reasonColumn() != null) {
            sql.append(", ").append(definition.reasonColumn()).append(" = ?");
        }
        return sql.toString();
    }

    /** For the table of this class that has the marker. */
    public static MarkStatement of(EntityPersister persister) {
        return new MarkStatement(
                persister, ((SoftDeletePersister) persister).trash().marker().definition());
    }

    /** The predicate of a row that can be marked. */
    public String live() {
        return MarkerSql.live(definition.marker(), definition.column());
    }

    /** The key columns in parentheses. */
    public String keyTuple() {
        return "(" + String.join(", ", KeySql.columns(persister)) + ")";
    }

    /** Sets its parameters and returns the next position. */
    public int bind(
            PreparedStatement jdbc,
            int first,
            @Nullable UUID deletion,
            @Nullable String user,
            SharedSessionContractImplementor session)
            throws SQLException {
        int position = first;
        if (definition.batchColumn() != null) {
            bind(jdbc, position++, UUID.class, deletion, session);
        }
        if (definition.deletedByColumn() != null) {
            bind(jdbc, position++, String.class, user, session);
        }
        if (definition.reasonColumn() != null) {
            bind(jdbc, position++, String.class, SessionTrash.of(session).reason(), session);
        }
        return position;
    }

    private static <T> void bind(
            PreparedStatement jdbc,
            int position,
            Class<T> type,
            @Nullable T value,
            SharedSessionContractImplementor session)
            throws SQLException {
        BasicType<T> basic = session.getTypeConfiguration().getBasicTypeForJavaType(type);
        basic.getJdbcValueBinder().bind(jdbc, value, position, session);
    }
}
