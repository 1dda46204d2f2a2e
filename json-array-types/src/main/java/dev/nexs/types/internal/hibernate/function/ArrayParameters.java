package dev.nexs.types.internal.hibernate.function;

import dev.nexs.types.internal.hibernate.array.ArrayColumnType;
import java.util.List;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.spi.QueryEngine;
import org.hibernate.query.sqm.SqmBindableType;
import org.hibernate.query.sqm.SqmExpressible;
import org.hibernate.query.sqm.function.SelfRenderingSqmFunction;
import org.hibernate.query.sqm.function.SqmFunctionDescriptor;
import org.hibernate.query.sqm.produce.function.ArgumentsValidator;
import org.hibernate.query.sqm.tree.SqmTypedNode;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.jspecify.annotations.Nullable;

/**
 * An array function of Hibernate's own, whose parameters get their type from the attribute beside them. Hibernate takes
 * the type of such a parameter from the class of its value: enums become numbers whatever the column holds, and arrays of
 * more than one dimension are refused.
 *
 * @param plain the function
 * @param takesElements whether the other arguments are elements of the array, and not arrays like it
 */
record ArrayParameters(SqmFunctionDescriptor plain, boolean takesElements) implements SqmFunctionDescriptor {

    @Override
    public <T> SelfRenderingSqmFunction<T> generateSqmExpression(
            List<? extends SqmTypedNode<?>> arguments, @Nullable ReturnableType<T> implied, QueryEngine engine) {
        ArrayColumnType<?, ?> array = attribute(arguments);
        if (array != null) {
            settle(arguments, array);
        }
        return plain.generateSqmExpression(arguments, implied, engine);
    }

    private void settle(List<? extends SqmTypedNode<?>> arguments, ArrayColumnType<?, ?> array) {
        boolean elements = takesElements && array.getElementType().getJavaType().isEnum();
        if (elements || !takesElements) {
            settle(arguments, elements ? array.getElementType() : array);
        }
    }

    /** Gives every parameter that has no type yet this one. */
    static void settle(List<? extends SqmTypedNode<?>> arguments, SqmBindableType<?> type) {
        for (SqmTypedNode<?> argument : arguments) {
            if (argument instanceof SqmParameter<?> parameter && parameter.getNodeType() == null) {
                parameter.applyInferableType(type);
            }
        }
    }

    /** The type of the argument that is an array attribute of this module. */
    static @Nullable ArrayColumnType<?, ?> attribute(List<? extends SqmTypedNode<?>> arguments) {
        for (SqmTypedNode<?> argument : arguments) {
            SqmExpressible<?> expressible = argument.getExpressible();
            if (expressible != null && expressible.getSqmType() instanceof ArrayColumnType<?, ?> array) {
                return array;
            }
        }
        return null;
    }

    @Override
    public ArgumentsValidator getArgumentsValidator() {
        return plain.getArgumentsValidator();
    }

    @Override
    public boolean alwaysIncludesParentheses() {
        return plain.alwaysIncludesParentheses();
    }

    @Override
    public String getSignature(String name) {
        return plain.getSignature(name);
    }

    @Override
    public boolean isPredicate() {
        return plain.isPredicate();
    }
}
