package dev.nexs.types.internal.hibernate.partial;

import dev.nexs.types.internal.path.PathChange;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.StaleObjectStateException;
import org.hibernate.engine.jdbc.spi.JdbcCoordinator;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The UPDATE that changes a document path by path.
 *
 * <p>{@code jsonb_set} does nothing where the object that should hold the path is gone. So the statement asks for these
 * objects, and a row that has them no more is reported as stale, like one that was deleted.
 */
final class PathStatement {

    private final PartialAttribute attribute;
    private final List<PathChange> changes;
    private final List<List<String>> parents;

    PathStatement(PartialAttribute attribute, List<PathChange> changes) {
        this.attribute = attribute;
        this.changes = changes;
        this.parents = changes.stream()
                .filter(change -> change.json() != null && change.path().size() > 1)
                .map(change -> change.path().subList(0, change.path().size() - 1))
                .distinct()
                .toList();
    }

    void execute(EntityEntry entry, SharedSessionContractImplementor session) {
        EntityPersister persister = entry.getPersister();
        String sql = sql(persister);
        JdbcCoordinator coordinator = session.getJdbcCoordinator();
        PreparedStatement statement = coordinator.getStatementPreparer().prepareStatement(sql);
        try {
            bind(statement, persister, entry.getId(), session);
            if (coordinator.getResultSetReturn().executeUpdate(statement, sql) != 1) {
                throw new StaleObjectStateException(persister.getEntityName(), entry.getId());
            }
        } catch (SQLException e) {
            throw session.getJdbcServices()
                    .getSqlExceptionHelper()
                    .convert(e, "could not update the paths of a document of " + persister.getEntityName(), sql);
        } finally {
            coordinator.getLogicalConnection().getResourceRegistry().release(statement);
            coordinator.afterStatementExecution();
        }
    }

    private String sql(EntityPersister persister) {
        String document = attribute.column();
        for (PathChange change : changes) {
            document =
                    change.json() == null ? "(" + document + "#-?)" : "jsonb_set(" + document + ",?,cast(? as jsonb))";
        }
        StringBuilder sql = new StringBuilder("update " + persister.getIdentifierTableName() + " set "
                + attribute.column() + "=" + document + " where ");
        sql.append(String.join("=? and ", persister.getIdentifierColumnNames())).append("=?");
        for (int i = 0; i < parents.size(); i++) {
            sql.append(" and jsonb_typeof(" + attribute.column() + "#>?)='object'");
        }
        return sql.toString();
    }

    private void bind(
            PreparedStatement statement,
            EntityPersister persister,
            @Nullable Object id,
            SharedSessionContractImplementor session)
            throws SQLException {
        int index = 1;
        for (PathChange change : changes) {
            bindPath(statement, index++, change.path());
            if (change.json() != null) {
                statement.setString(index++, change.json());
            }
        }
        persister.getIdentifierType().nullSafeSet(statement, id, index, session);
        index += persister.getIdentifierColumnNames().length;
        for (List<String> parent : parents) {
            bindPath(statement, index++, parent);
        }
    }

    private static void bindPath(PreparedStatement statement, int index, List<String> path) throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf("text", path.toArray()));
    }
}
