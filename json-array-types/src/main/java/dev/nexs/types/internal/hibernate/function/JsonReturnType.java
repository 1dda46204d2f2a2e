package dev.nexs.types.internal.hibernate.function;

import dev.nexs.types.internal.hibernate.json.JsonFunctionTypes;
import dev.nexs.types.internal.hibernate.json.JsonbType;
import java.util.List;
import java.util.function.Supplier;
import org.hibernate.metamodel.mapping.BasicValuedMapping;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.sqm.SqmExpressible;
import org.hibernate.query.sqm.produce.function.FunctionReturnTypeResolver;
import org.hibernate.query.sqm.sql.SqmToSqlAstConverter;
import org.hibernate.query.sqm.tree.SqmTypedNode;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.type.BasicType;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The type of a document that a function returns.
 *
 * @param standard the types beside no document of an attribute
 * @param same whether the result is of the class of the first argument, so that it can be assigned back to it, and not
 *     a tree
 */
record JsonReturnType(JsonFunctionTypes standard, boolean same) implements FunctionReturnTypeResolver {

    @Override
    public ReturnableType<?> resolveFunctionReturnType(
            @Nullable ReturnableType<?> implied,
            @Nullable SqmToSqlAstConverter converter,
            List<? extends SqmTypedNode<?>> arguments,
            TypeConfiguration types) {
        SqmExpressible<?> document = arguments.get(0).getExpressible();
        return document != null && document.getSqmType() instanceof BasicType<?> type ? of(type) : standard.node();
    }

    @Override
    public BasicValuedMapping resolveFunctionReturnType(
            Supplier<BasicValuedMapping> implied, List<? extends SqlAstNode> arguments) {
        JdbcMapping document =
                arguments.get(0) instanceof Expression expression && expression.getExpressionType() != null
                        ? expression.getExpressionType().getSingleJdbcMapping()
                        : null;
        return document instanceof BasicType<?> type ? of(type) : standard.node();
    }

    private BasicType<?> of(BasicType<?> document) {
        if (document instanceof JsonbType<?> type) {
            return same && !type.isArgument() ? type : type.functionTypes().node();
        }
        return same && document.getJdbcType().isJson() ? document : standard.node();
    }
}
