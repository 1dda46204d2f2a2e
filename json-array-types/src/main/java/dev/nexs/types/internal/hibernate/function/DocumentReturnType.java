package dev.nexs.types.internal.hibernate.function;

import dev.nexs.types.internal.hibernate.json.JsonArgumentType;
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

/** A changed document is of the class of the document that was changed. */
final class DocumentReturnType implements FunctionReturnTypeResolver {

    @Override
    public ReturnableType<?> resolveFunctionReturnType(
            @Nullable ReturnableType<?> implied,
            @Nullable SqmToSqlAstConverter converter,
            List<? extends SqmTypedNode<?>> arguments,
            TypeConfiguration types) {
        SqmExpressible<?> document = arguments.get(0).getExpressible();
        return document != null
                        && document.getSqmType() instanceof BasicType<?> type
                        && type.getJdbcType().isJson()
                        && type != JsonArgumentType.ANY
                ? type
                : JsonArgumentType.NODE;
    }

    @Override
    public BasicValuedMapping resolveFunctionReturnType(
            Supplier<BasicValuedMapping> implied, List<? extends SqlAstNode> arguments) {
        JdbcMapping document =
                arguments.get(0) instanceof Expression expression && expression.getExpressionType() != null
                        ? expression.getExpressionType().getSingleJdbcMapping()
                        : null;
        return document instanceof BasicValuedMapping mapping
                        && document.getJdbcType().isJson()
                ? mapping
                : JsonArgumentType.NODE;
    }
}
