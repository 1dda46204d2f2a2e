package dev.nexs.associations.internal.hibernate.members;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.metamodel.mapping.Bindable;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.ValuedModelPart;
import org.jspecify.annotations.Nullable;

/**
 * One number from the rows of a table that have a key. Sees all rows, those too that Hibernate's own queries hide, and
 * flushes nothing.
 */
final class KeyQuery {

    private final SessionImplementor session;

    KeyQuery(SessionImplementor session) {
        this.session = session;
    }

    /** {@return the value of the expression, or null if there is none} */
    @Nullable
    Integer select(String expression, String table, ValuedModelPart columns, Bindable types, Object key) {
        List<String> names = new ArrayList<>();
        columns.forEachSelectable((position, column) -> names.add(column.getSelectionExpression()));
        String sql = "select " + expression + " from " + table + " where "
                + names.stream().map(name -> name + "=?").collect(Collectors.joining(" and "));
        PreparedStatement statement =
                session.getJdbcCoordinator().getStatementPreparer().prepareStatement(sql);
        try {
            types.forEachJdbcValue(key, (position, value, type) -> bind(statement, position + 1, value, type), session);
            ResultSet rows = session.getJdbcCoordinator().getResultSetReturn().extract(statement, sql);
            if (!rows.next()) {
                return null;
            }
            int number = rows.getInt(1);
            return rows.wasNull() ? null : number;
        } catch (SQLException e) {
            throw session.getJdbcServices()
                    .getSqlExceptionHelper()
                    .convert(e, "could not ask for rows by their key", sql);
        } finally {
            session.getJdbcCoordinator()
                    .getLogicalConnection()
                    .getResourceRegistry()
                    .release(statement);
            session.getJdbcCoordinator().afterStatementExecution();
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Hibernate has made the value for this type.
    private void bind(PreparedStatement statement, int position, @Nullable Object value, JdbcMapping type) {
        try {
            type.getJdbcValueBinder().bind(statement, value, position, session);
        } catch (SQLException e) {
            throw session.getJdbcServices().getSqlExceptionHelper().convert(e, "could not bind a key");
        }
    }
}
