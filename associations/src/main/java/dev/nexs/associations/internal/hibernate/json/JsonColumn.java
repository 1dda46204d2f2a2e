package dev.nexs.associations.internal.hibernate.json;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.expression.SelfRenderingExpression;
import org.hibernate.sql.ast.tree.select.QuerySpec;

/**
 * The rows of one association of one row of the query, as a JSON array of arrays of strings. Each string is PostgreSQL's
 * own text form of the value, which the driver decodes as it would if it had come in a column: nothing is rounded, cut or
 * reformatted on the way, as it would be in JSON's own types. It is text, which unlike JSON may stand in a distinct query.
 */
record JsonColumn(QuerySpec rows, ColumnTypes types, JdbcMapping text) implements SelfRenderingExpression {

    private static final String ALIAS = "nexs_row";

    @Override
    public void renderToSql(SqlAppender sql, SqlAstTranslator<?> translator, SessionFactoryImplementor factory) {
        sql.append("(select cast(json_agg(array[");
        for (int i = 0; i < types.count(); i++) {
            sql.append(i == 0 ? "" : ",");
            sql.append(types.asText(i, ALIAS + "." + ColumnTypes.name(i)));
        }
        sql.append("]) as text) from (");
        rows.accept(translator);
        sql.append(") " + ALIAS + "(" + types.names() + "))");
    }

    @Override
    public JdbcMappingContainer getExpressionType() {
        return text;
    }
}
