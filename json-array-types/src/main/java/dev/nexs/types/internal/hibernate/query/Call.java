package dev.nexs.types.internal.hibernate.query;

import dev.nexs.types.internal.hibernate.json.DocumentTypes;
import dev.nexs.types.internal.hibernate.json.JsonFunctionTypes;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Order;
import jakarta.persistence.criteria.Predicate;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.query.criteria.JpaSetReturningFunction;
import org.hibernate.query.sqm.SqmExpressible;
import org.hibernate.query.sqm.function.SqmFunctionDescriptor;
import org.hibernate.query.sqm.internal.SqmCriteriaNodeBuilder;
import org.hibernate.query.sqm.tree.expression.SqmExpression;
import org.hibernate.query.sqm.tree.expression.ValueBindJpaCriteriaParameter;
import org.hibernate.query.sqm.tree.predicate.SqmPredicate;
import org.hibernate.query.sqm.tree.select.SqmOrderByClause;
import org.hibernate.query.sqm.tree.select.SqmSortSpecification;
import org.hibernate.type.BasicPluralType;
import org.jspecify.annotations.Nullable;

/** The call of a function, while its arguments are collected. Values become parameters, never text of the query. */
public final class Call {

    private final SqmCriteriaNodeBuilder builder;
    private final String function;
    private final List<Expression<?>> arguments = new ArrayList<>();

    private Call(CriteriaBuilder builder, String function) {
        if (!(builder instanceof SqmCriteriaNodeBuilder hibernate)) {
            throw new IllegalArgumentException(function + "() needs the CriteriaBuilder of a Hibernate session or"
                    + " factory, but was given a " + builder.getClass().getName());
        }
        this.builder = hibernate;
        this.function = function;
    }

    /** Begins a call; throws IllegalArgumentException if the builder is not Hibernate's. */
    public static Call of(CriteriaBuilder builder, String function) {
        return new Call(builder, function);
    }

    /** An expression as it is, another value as a parameter. */
    public Call with(Object argument) {
        arguments.add(argument instanceof Expression<?> expression ? expression : builder.value(argument));
        return this;
    }

    /** A value as JSON, written as the documents are that the call is about. */
    public Call withJson(Object argument) {
        if (argument instanceof Expression<?> expression) {
            arguments.add(expression);
        } else {
            JsonFunctionTypes types = documentTypes();
            arguments.add(new ValueBindJpaCriteriaParameter<>(types.argument(), types.parameter(argument), builder));
        }
        return this;
    }

    private JsonFunctionTypes documentTypes() {
        for (Expression<?> argument : arguments) {
            JsonFunctionTypes types = JsonFunctionTypes.of(((SqmExpression<?>) argument).getExpressible());
            if (types != null) {
                return types;
            }
        }
        return DocumentTypes.standard(builder.getTypeConfiguration());
    }

    /** A parameter of the same type as an expression. */
    public <T> Call withLike(T argument, Expression<? extends T> like) {
        arguments.add(builder.value(argument, (SqmExpression<? extends T>) like));
        return this;
    }

    /** An element of an array, as a parameter of the type that the array holds. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Call withElement(Object element, Expression<?> array) {
        SqmExpressible<?> expressible = ((SqmExpression<?>) array).getExpressible();
        if (!(element instanceof Expression<?>)
                && expressible != null
                && expressible.getSqmType() instanceof BasicPluralType<?, ?> type) {
            arguments.add(new ValueBindJpaCriteriaParameter(type.getElementType(), element, builder));
            return this;
        }
        return with(element);
    }

    /** Each of them: an expression as it is, another value as a parameter. */
    public Call withEach(Object... values) {
        for (Object value : values) {
            with(value);
        }
        return this;
    }

    /** The name of something, as a literal. */
    public Call withName(String name) {
        arguments.add(builder.literal(name));
        return this;
    }

    /** Each of them, as parameters. */
    public Call withAll(String... texts) {
        for (String text : texts) {
            with(text);
        }
        return this;
    }

    /** The call as an expression. */
    public <T> Expression<T> returning(Class<T> type) {
        return builder.function(function, type, arguments.toArray(new Expression<?>[0]));
    }

    /** The call as an expression that has the type of its first argument. */
    public <T> Expression<T> returningLike(Expression<T> document) {
        return returningItsOwn();
    }

    /** The call as an expression of the type that the function itself says. */
    @SuppressWarnings("unchecked") // the caller knows what the function returns
    public <T> Expression<T> returningItsOwn() {
        SqmFunctionDescriptor descriptor =
                builder.getQueryEngine().getSqmFunctionRegistry().getFunctionDescriptor(function);
        return (Expression<T>) descriptor.generateSqmExpression(nodes(), null, builder.getQueryEngine());
    }

    /** The call as rows, for a lateral join. */
    @SuppressWarnings("unchecked") // the caller knows what the function returns
    public <E> JpaSetReturningFunction<E> returningRows() {
        return (JpaSetReturningFunction<E>)
                builder.setReturningFunction(function, arguments.toArray(new Expression<?>[0]));
    }

    /** The call as an aggregate of the rows that meet a condition, in an order. */
    @SuppressWarnings("unchecked") // the caller knows what the function returns
    public <T> Expression<T> aggregating(@Nullable Predicate filter, Order... order) {
        SqmFunctionDescriptor descriptor =
                builder.getQueryEngine().getSqmFunctionRegistry().getFunctionDescriptor(function);
        SqmOrderByClause ordered = new SqmOrderByClause();
        for (Order each : order) {
            ordered.addSortSpecification((SqmSortSpecification) each);
        }
        return (Expression<T>) descriptor.generateOrderedSetAggregateSqmExpression(
                nodes(), (SqmPredicate) filter, order.length == 0 ? null : ordered, null, builder.getQueryEngine());
    }

    private List<SqmExpression<?>> nodes() {
        List<SqmExpression<?>> nodes = new ArrayList<>();
        arguments.forEach(argument -> nodes.add((SqmExpression<?>) argument));
        return nodes;
    }

    /** The call as a condition. */
    public Predicate asPredicate() {
        return builder.isTrue(returning(Boolean.class));
    }
}
