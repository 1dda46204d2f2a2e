package dev.nexs.associations.internal.hibernate.json;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.query.common.FetchClauseType;
import org.hibernate.query.spi.Limit;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.spi.NavigablePath;
import org.hibernate.sql.ast.spi.SqlSelection;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.expression.JdbcParameter;
import org.hibernate.sql.ast.tree.from.QueryPartTableGroup;
import org.hibernate.sql.ast.tree.select.QuerySpec;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.internal.JdbcParameterBindingImpl;
import org.hibernate.sql.exec.internal.JdbcParameterImpl;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.results.internal.SqlSelectionImpl;
import org.hibernate.type.StandardBasicTypes;

/**
 * A query with a limit as a table that a second query selects from. What is added to the second one is made for the rows
 * of the page alone; in the query itself PostgreSQL would make it for the rows too that the offset skips.
 */
final class Page {

    private static final String ALIAS = "nexs_page";

    private final SessionFactoryImplementor factory;
    private final QuerySpec inner;
    private final QuerySpec outer = new QuerySpec(true);
    private final List<String> names = new ArrayList<>();

    private Page(QuerySpec query, SessionFactoryImplementor factory) {
        this.factory = factory;
        this.inner = query.asSubQuery();
        inner.getSelectClause().getSqlSelections().forEach(this::select);
        outer.getFromClause()
                .addRoot(new QueryPartTableGroup(
                        new NavigablePath(ALIAS),
                        null,
                        new SelectStatement(inner),
                        ALIAS,
                        names,
                        false,
                        true,
                        factory));
    }

    /** {@return whether the query has a limit, locks nothing, and sends all that it selects} */
    static boolean isWanted(QuerySpec query, QueryOptions options) {
        boolean locking = options.getLockOptions().getLockMode().greaterThan(LockMode.READ);
        boolean limited =
                query.hasOffsetOrFetchClause() || !options.getEffectiveLimit().isEmpty();
        return limited
                && !locking
                && query.getSelectClause().getSqlSelections().stream().noneMatch(SqlSelection::isVirtual);
    }

    /** Makes a page of the query; a limit that is set on it is bound as parameters. */
    static Page of(QuerySpec query, Limit limit, JdbcParameterBindings bindings, SessionFactoryImplementor factory) {
        Page page = new Page(query, factory);
        if (!limit.isEmpty()) {
            page.inner.setOffsetClauseExpression(page.number(limit.getFirstRowJpa(), bindings));
            if (limit.getMaxRows() != null) {
                page.inner.setFetchClauseExpression(
                        page.number(limit.getMaxRows(), bindings), FetchClauseType.ROWS_ONLY);
            }
        }
        return page;
    }

    /** {@return the query that selects from the page, with the columns that the page has} */
    QuerySpec query() {
        return outer;
    }

    /** {@return the columns of the page that have the values of columns of the query} */
    List<ColumnReference> columns(List<ColumnReference> wanted) {
        return wanted.stream().map(this::column).toList();
    }

    private ColumnReference column(ColumnReference wanted) {
        int position = 0;
        for (SqlSelection selection : inner.getSelectClause().getSqlSelections()) {
            if (selection.getExpression() instanceof ColumnReference column
                    && column.getExpressionText().equals(wanted.getExpressionText())) {
                return reference(position, wanted.getJdbcMapping());
            }
            position++;
        }
        names.add(ColumnTypes.name(position));
        inner.getSelectClause().addSqlSelection(new SqlSelectionImpl(position, wanted));
        return reference(position, wanted.getJdbcMapping());
    }

    private void select(SqlSelection selection) {
        int position = names.size();
        names.add(ColumnTypes.name(position));
        JdbcMapping type = selection.getExpressionType().getSingleJdbcMapping();
        outer.getSelectClause().addSqlSelection(new SqlSelectionImpl(position, reference(position, type)));
    }

    private static ColumnReference reference(int position, JdbcMapping type) {
        return new ColumnReference(ALIAS, ColumnTypes.name(position), false, null, type);
    }

    private JdbcParameter number(int value, JdbcParameterBindings bindings) {
        JdbcMapping type = factory.getTypeConfiguration().getBasicTypeRegistry().resolve(StandardBasicTypes.INTEGER);
        JdbcParameter parameter = new JdbcParameterImpl(type);
        bindings.addBinding(parameter, new JdbcParameterBindingImpl(type, value));
        return parameter;
    }
}
