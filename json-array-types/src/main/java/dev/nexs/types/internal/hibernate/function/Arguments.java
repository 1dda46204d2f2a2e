package dev.nexs.types.internal.hibernate.function;

import dev.nexs.types.internal.hibernate.array.ArrayColumnType;
import dev.nexs.types.internal.hibernate.json.JsonArgumentType;
import java.util.List;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.query.sqm.SqmExpressible;
import org.hibernate.query.sqm.produce.function.ArgumentsValidator;
import org.hibernate.query.sqm.produce.function.FunctionArgumentException;
import org.hibernate.query.sqm.tree.SqmTypedNode;
import org.hibernate.query.sqm.tree.expression.AbstractSqmParameter;
import org.hibernate.query.sqm.tree.expression.SqmLiteral;
import org.hibernate.query.sqm.tree.expression.SqmLiteralNull;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.BasicType;
import org.hibernate.type.BindingContext;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

/**
 * Checks the arguments of a call when the query is parsed, so that a mistake is told with the function's name and not
 * as PostgreSQL's "operator does not exist".
 */
final class Arguments implements ArgumentsValidator {

    private final Signature signature;

    Arguments(Signature signature) {
        this.signature = signature;
    }

    @Override
    public void validate(List<? extends SqmTypedNode<?>> arguments, String function, BindingContext context) {
        String complaint = signature.complaint(arguments.size());
        if (complaint != null) {
            throw new FunctionArgumentException("Function '" + function + getSignature() + "' " + complaint + ", but "
                    + arguments.size() + " were given");
        }
        ArrayColumnType<?, ?> array = ArrayParameters.attribute(arguments);
        if (array != null && signature.takesArraysOnly()) {
            ArrayParameters.settle(arguments, array);
        }
        for (int i = 0; i < arguments.size(); i++) {
            check(arguments.get(i), signature.kind(i), i, function);
        }
    }

    private void check(SqmTypedNode<?> argument, Kind kind, int index, String function) {
        if (argument instanceof SqmParameter<?> parameter) {
            settle(parameter, kind);
        } else if (!(argument instanceof SqmLiteralNull<?>)) {
            JdbcMapping type = typeOf(argument);
            if (type != null && !accepts(kind, type, argument instanceof SqmLiteral<?>)) {
                throw new FunctionArgumentException(mistake(function, index, kind, type));
            }
        }
    }

    private String mistake(String function, int index, Kind kind, JdbcMapping type) {
        return "Argument " + (index + 1) + " of function '" + function + getSignature() + "' has to be " + kind.label()
                + ", but it is " + type.getJavaTypeDescriptor().getTypeName() + " mapped to "
                + type.getJdbcType().getFriendlyName() + hint(kind);
    }

    private static String hint(Kind kind) {
        return switch (kind) {
            case JSON -> ". Map the attribute with @JsonbColumn, or convert the value with to_jsonb()";
            case ARRAY -> ". Map the attribute with @ArrayColumn";
            default -> "";
        };
    }

    /** A parameter that stands for a document takes any value. */
    private static void settle(SqmParameter<?> parameter, Kind kind) {
        if ((kind == Kind.JSON || kind == Kind.VALUE || kind == Kind.MEMBER) && parameter.getNodeType() == null) {
            parameter.applyInferableType(JsonArgumentType.ANY);
            if (parameter instanceof AbstractSqmParameter<?> single) {
                single.disallowMultiValuedBinding(); // a list is a JSON array
            }
        }
    }

    private static boolean accepts(Kind kind, JdbcMapping mapping, boolean literal) {
        JdbcType type = mapping.getJdbcType();
        boolean unknown = mapping.getJavaTypeDescriptor().getJavaTypeClass() == Object.class;
        return unknown
                || switch (kind) {
                    case JSON -> type.isJson() || (literal && type.isStringLike());
                    case TEXT -> type.isStringLike() || type.isInteger() || mapping instanceof BasicPluralType<?, ?>;
                    case KEY -> type.isStringLike() || type.isInteger() || mapping instanceof BasicPluralType<?, ?>;
                    case JSONPATH -> type.isStringLike();
                    case INTEGER -> type.isInteger();
                    case BOOLEAN -> type.isBoolean();
                    case ARRAY -> mapping instanceof BasicPluralType<?, ?>;
                    case ELEMENT, VALUE, MEMBER, SCALAR -> true;
                };
    }

    /** Null for an identifier, whose type is a view of the real one that knows no more than its Java class. */
    private static @Nullable JdbcMapping typeOf(SqmTypedNode<?> argument) {
        SqmExpressible<?> expressible = argument.getExpressible();
        return expressible != null && expressible.getSqmType() instanceof BasicType<?> type ? type : null;
    }

    @Override
    public String getSignature() {
        return signature.describe();
    }
}
