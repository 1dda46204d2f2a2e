package dev.nexs.types.internal.hibernate.function;

import dev.nexs.types.internal.hibernate.json.JsonFunctionTypes;
import dev.nexs.types.internal.hibernate.json.JsonbType;
import java.util.List;
import java.util.function.Function;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.query.sqm.produce.function.SetReturningFunctionTypeResolver;
import org.hibernate.query.sqm.sql.SqmToSqlAstConverter;
import org.hibernate.query.sqm.tree.SqmTypedNode;
import org.hibernate.query.sqm.tuple.internal.AnonymousTupleType;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.type.BasicType;
import org.hibernate.type.spi.TypeConfiguration;

/** The columns of rows that are parts of a document: what stands beside them is written as that document is. */
record RowTypes(JsonFunctionTypes standard, Function<BasicType<?>, SetReturningFunctionTypeResolver> columns)
        implements SetReturningFunctionTypeResolver {

    @Override
    public AnonymousTupleType<?> resolveTupleType(List<? extends SqmTypedNode<?>> arguments, TypeConfiguration types) {
        JsonFunctionTypes found = JsonFunctionTypes.of(arguments.get(0).getExpressible());
        return columns.apply((found == null ? standard : found).node()).resolveTupleType(arguments, types);
    }

    @Override
    public SelectableMapping[] resolveFunctionReturnType(
            List<? extends SqlAstNode> arguments,
            String variable,
            boolean lateral,
            boolean withOrdinality,
            SqmToSqlAstConverter converter) {
        return columns.apply(node(arguments.get(0)))
                .resolveFunctionReturnType(arguments, variable, lateral, withOrdinality, converter);
    }

    private BasicType<?> node(SqlAstNode document) {
        return document instanceof Expression expression
                        && expression.getExpressionType() != null
                        && expression.getExpressionType().getSingleJdbcMapping() instanceof JsonbType<?> type
                ? type.functionTypes().node()
                : standard.node();
    }
}
