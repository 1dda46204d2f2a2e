package dev.nexs.associations.internal.hibernate.keyed;

import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.expression.JdbcParameter;
import org.hibernate.sql.ast.tree.expression.SelfRenderingExpression;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.predicate.SelfRenderingPredicate;

/** {@code (a, b) in (select * from unnest(?, ?))}: a set of composite keys with one array for each column. */
record RowsOfArrays(List<ColumnReference> columns, List<JdbcParameter> arrays) implements SelfRenderingExpression {

    static Predicate predicate(List<ColumnReference> columns, List<JdbcParameter> arrays) {
        return new SelfRenderingPredicate(new RowsOfArrays(columns, arrays));
    }

    @Override
    public void renderToSql(SqlAppender sql, SqlAstTranslator<?> translator, SessionFactoryImplementor factory) {
        sql.append('(');
        render(columns, sql, translator);
        sql.append(") in (select * from unnest(");
        render(arrays, sql, translator);
        sql.append("))");
    }

    private static void render(List<? extends SqlAstNode> nodes, SqlAppender sql, SqlAstTranslator<?> translator) {
        String separator = "";
        for (SqlAstNode node : nodes) {
            sql.append(separator);
            node.accept(translator);
            separator = ", ";
        }
    }

    @Override
    public JdbcMappingContainer getExpressionType() {
        return columns.get(0).getExpressionType();
    }
}
