package dev.nexs.types.internal.hibernate.function;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.sqm.function.AbstractSqmSelfRenderingFunctionDescriptor;
import org.hibernate.query.sqm.function.FunctionKind;
import org.hibernate.query.sqm.produce.function.FunctionReturnTypeResolver;
import org.hibernate.sql.ast.Clause;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Distinct;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.SortSpecification;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate over rows. HQL's {@code within group (order by …)} is the place where it takes an order; PostgreSQL
 * wants that order inside the parentheses.
 */
final class AggregateFunction extends AbstractSqmSelfRenderingFunctionDescriptor {

    private static final StackWalker STACK = StackWalker.getInstance();

    private final Signature signature;
    private final String sqlName;

    AggregateFunction(
            String name, Signature signature, String sqlName, Arguments arguments, FunctionReturnTypeResolver returns) {
        super(name, FunctionKind.ORDERED_SET_AGGREGATE, arguments, returns, null);
        this.signature = signature;
        this.sqlName = sqlName;
    }

    /**
     * The parser refuses an ordered aggregate without {@code within group}, and drops that clause from an aggregate that
     * is not ordered. This one takes the clause or leaves it, so to the parser's check it is the one kind and to
     * everything else the other.
     */
    @Override
    public FunctionKind getFunctionKind() {
        boolean checking = STACK.walk(frames -> frames.skip(1)
                .findFirst()
                .filter(frame -> frame.getMethodName().equals("getFunctionTemplate"))
                .isPresent());
        return checking ? FunctionKind.AGGREGATE : super.getFunctionKind();
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            @Nullable ReturnableType<?> returnType,
            SqlAstTranslator<?> translator) {
        render(appender, arguments, null, List.of(), returnType, translator);
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            @Nullable Predicate filter,
            @Nullable ReturnableType<?> returnType,
            SqlAstTranslator<?> translator) {
        render(appender, arguments, filter, List.of(), returnType, translator);
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            @Nullable Predicate filter,
            @Nullable List<SortSpecification> order,
            @Nullable ReturnableType<?> returnType,
            SqlAstTranslator<?> translator) {
        appender.append(sqlName + "(");
        arguments(appender, arguments, translator);
        if (order != null && !order.isEmpty()) {
            order(appender, order, translator);
        }
        appender.append(")");
        if (filter != null) {
            filter(appender, filter, translator);
        }
    }

    private void arguments(SqlAppender appender, List<? extends SqlAstNode> arguments, SqlAstTranslator<?> translator) {
        List<SqlAstNode> plain = new ArrayList<>(arguments);
        if (plain.get(0) instanceof Distinct distinct) {
            appender.append("distinct ");
            plain.set(0, distinct.getExpression());
        }
        ArgumentWriter writer = new ArgumentWriter(signature, plain, appender, translator);
        for (int i = 0; i < plain.size(); i++) {
            appender.append(i == 0 ? "" : ",");
            writer.argument(i);
        }
    }

    private static void order(SqlAppender appender, List<SortSpecification> order, SqlAstTranslator<?> translator) {
        translator.getCurrentClauseStack().push(Clause.WITHIN_GROUP);
        try {
            for (int i = 0; i < order.size(); i++) {
                appender.append(i == 0 ? " order by " : ",");
                order.get(i).accept(translator);
            }
        } finally {
            translator.getCurrentClauseStack().pop();
        }
    }

    private static void filter(SqlAppender appender, Predicate filter, SqlAstTranslator<?> translator) {
        translator.getCurrentClauseStack().push(Clause.WHERE);
        try {
            appender.append(" filter (where ");
            filter.accept(translator);
            appender.append(")");
        } finally {
            translator.getCurrentClauseStack().pop();
        }
    }
}
