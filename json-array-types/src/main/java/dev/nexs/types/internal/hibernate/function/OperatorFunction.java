package dev.nexs.types.internal.hibernate.function;

import java.util.List;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.sqm.function.AbstractSqmSelfRenderingFunctionDescriptor;
import org.hibernate.query.sqm.produce.function.FunctionArgumentTypeResolver;
import org.hibernate.query.sqm.produce.function.FunctionReturnTypeResolver;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.jspecify.annotations.Nullable;

/**
 * A function of HQL that is an operator (or a function) of PostgreSQL. With all its arguments it may be another one: an
 * operator has two sides.
 */
final class OperatorFunction extends AbstractSqmSelfRenderingFunctionDescriptor {

    private final Signature signature;
    private final Template template;
    private final Template whole;

    OperatorFunction(
            String name,
            Signature signature,
            String sql,
            String whole,
            Arguments arguments,
            FunctionReturnTypeResolver returns,
            @Nullable FunctionArgumentTypeResolver argumentTypes) {
        super(name, arguments, returns, argumentTypes);
        this.signature = signature;
        this.template = new Template(sql);
        this.whole = new Template(whole);
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            @Nullable ReturnableType<?> returnType,
            SqlAstTranslator<?> translator) {
        boolean all = arguments.size() >= signature.parameters().size();
        (all ? whole : template).render(new ArgumentWriter(signature, arguments, appender, translator));
    }
}
