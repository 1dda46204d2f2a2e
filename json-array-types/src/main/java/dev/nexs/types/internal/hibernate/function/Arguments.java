package dev.nexs.types.internal.hibernate.function;

import dev.nexs.types.internal.hibernate.array.ArrayColumnType;
import dev.nexs.types.internal.hibernate.json.JsonFunctionTypes;
import java.util.List;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.query.sqm.SqmBindableType;
import org.hibernate.query.sqm.SqmExpressible;
import org.hibernate.query.sqm.produce.function.ArgumentsValidator;
import org.hibernate.query.sqm.produce.function.FunctionArgumentException;
import org.hibernate.query.sqm.tree.SqmTypedNode;
import org.hibernate.query.sqm.tree.expression.AbstractSqmParameter;
import org.hibernate.query.sqm.tree.expression.SqmLiteral;
import org.hibernate.query.sqm.tree.expression.SqmLiteralNull;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.hibernate.query.sqm.tree.expression.SqmTuple;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.BasicType;
import org.hibernate.type.BindingContext;
import org.hibernate.type.StandardBasicTypes;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

/**
 * Checks the arguments of a call when the query is parsed, so that a mistake is told with the function's name and not
 * as PostgreSQL's "operator does not exist".
 */
final class Arguments implements ArgumentsValidator {

    private final Signature signature;
    private final JsonFunctionTypes standard;

    /** {@code standard} are the types of JSON arguments beside no document of an attribute. */
    Arguments(Signature signature, JsonFunctionTypes standard) {
        this.signature = signature;
        this.standard = standard;
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
        settleRanges(arguments);
        JsonFunctionTypes json = documentTypes(arguments);
        for (int i = 0; i < arguments.size(); i++) {
            check(arguments.get(i), signature.kind(i), i, function, json, context);
        }
        int columns = signature.positionOf(Kind.COLUMN);
        if (columns >= 0) {
            checkColumns(arguments.subList(columns, arguments.size()), function);
        }
    }

    private void checkColumns(List<? extends SqmTypedNode<?>> columns, String function) {
        try {
            RecordColumns.of(literals(columns));
        } catch (IllegalArgumentException e) {
            throw new FunctionArgumentException("Function '" + function + getSignature() + "' " + e.getMessage());
        }
    }

    /** Of arguments that are checked to be literals. */
    static List<String> literals(List<? extends SqmTypedNode<?>> arguments) {
        return arguments.stream()
                .map(argument -> (String) ((SqmLiteral<?>) argument).getLiteralValue())
                .toList();
    }

    /** A range is of a type that no class tells, so a parameter gets it from the attribute beside it. */
    private void settleRanges(List<? extends SqmTypedNode<?>> arguments) {
        for (SqmTypedNode<?> argument : arguments) {
            SqmExpressible<?> expressible = argument.getExpressible();
            if (!(argument instanceof SqmParameter<?>) && expressible instanceof SqmBindableType<?> type) {
                for (int i = 0; i < arguments.size(); i++) {
                    if (signature.kind(i) == Kind.RANGE
                            && arguments.get(i) instanceof SqmParameter<?> parameter
                            && parameter.getNodeType() == null) {
                        parameter.applyInferableType(type);
                    }
                }
                return;
            }
        }
    }

    /** A value beside a document of an attribute is written as that attribute's documents are. */
    private JsonFunctionTypes documentTypes(List<? extends SqmTypedNode<?>> arguments) {
        for (SqmTypedNode<?> argument : arguments) {
            JsonFunctionTypes types = JsonFunctionTypes.of(argument.getExpressible());
            if (types != null && !(argument instanceof SqmParameter<?>)) {
                return types;
            }
        }
        return standard;
    }

    private void check(
            SqmTypedNode<?> argument,
            Kind kind,
            int index,
            String function,
            JsonFunctionTypes json,
            BindingContext context) {
        if (kind == Kind.COLUMN
                && !(argument instanceof SqmLiteral<?> literal && literal.getLiteralValue() instanceof String)) {
            throw new FunctionArgumentException("Argument " + (index + 1) + " of function '" + function + getSignature()
                    + "' has to be a literal of the name of a member and a type, such as 'age integer': the columns of"
                    + " the rows are part of the statement.");
        }
        if (argument instanceof SqmParameter<?> parameter) {
            settle(parameter, kind, json, context);
        } else if (kind == Kind.CONFIGURATION) {
            if (!(argument instanceof SqmLiteral<?>)) {
                throw new FunctionArgumentException("Argument " + (index + 1) + " of function '" + function
                        + getSignature() + "' has to be the name of a text search configuration as a literal, such as"
                        + " 'english': an index answers only for the configuration that the statement names.");
            }
        } else if (kind == Kind.STEP && !isGiven(argument)) {
            throw new FunctionArgumentException("Argument " + (index + 1) + " of function '" + function + getSignature()
                    + "' is a step of a path, which has to be a literal or a parameter, but it is an expression over the"
                    + " row. Write the step as 'text' or :parameter; for one step that a column names use jsonb_get()"
                    + " or jsonb_get_text().");
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
            case TEXT, KEY -> ". For several keys use the function that takes a list of them";
            case ARRAY -> ". Map the attribute with @ArrayColumn";
            default -> "";
        };
    }

    /** A parameter that stands for a document takes any value. */
    private static void settle(SqmParameter<?> parameter, Kind kind, JsonFunctionTypes json, BindingContext context) {
        if (parameter.getNodeType() != null) {
            return;
        }
        var types = context.getTypeConfiguration().getBasicTypeRegistry();
        switch (kind) {
            case JSON, VALUE, MEMBER -> {
                parameter.applyInferableType(json.argument());
                if (parameter instanceof AbstractSqmParameter<?> single) {
                    single.disallowMultiValuedBinding(); // a list is a JSON array
                }
            }
            case TEXT, JSONPATH -> parameter.applyInferableType(types.resolve(StandardBasicTypes.STRING));
            case INTEGER -> parameter.applyInferableType(types.resolve(StandardBasicTypes.INTEGER));
            case BOOLEAN -> parameter.applyInferableType(types.resolve(StandardBasicTypes.BOOLEAN));
            case CONFIGURATION ->
                throw new FunctionArgumentException(
                        "The name of a text search configuration has to be a literal, such as"
                                + " 'english': an index answers only for the configuration that the statement names.");
            case SEARCHED, TSVECTOR, TSQUERY, LTREE, LQUERY ->
                parameter.applyInferableType(types.resolve(StandardBasicTypes.STRING));
            case KEY,
                    KEYS,
                    STEP,
                    SCALAR,
                    ARRAY,
                    ELEMENT,
                    RANGE,
                    BOUND,
                    COLUMN -> {} // of more than one type, or known from the neighbour
        }
    }

    /** Whether the value is in the statement and not in a row. */
    private static boolean isGiven(SqmTypedNode<?> argument) {
        return argument instanceof SqmLiteral<?>
                || argument instanceof SqmParameter<?>
                || (argument instanceof SqmTuple<?> tuple
                        && tuple.getGroupedExpressions().stream().allMatch(Arguments::isGiven));
    }

    private static boolean accepts(Kind kind, JdbcMapping mapping, boolean literal) {
        JdbcType type = mapping.getJdbcType();
        boolean unknown = mapping.getJavaTypeDescriptor().getJavaTypeClass() == Object.class;
        return unknown
                || switch (kind) {
                    case JSON -> type.isJson() || (literal && type.isStringLike());
                    case TEXT -> type.isStringLike() && !(mapping instanceof BasicPluralType<?, ?>);
                    case KEY ->
                        (type.isStringLike() || type.isInteger()) && !(mapping instanceof BasicPluralType<?, ?>);
                    case KEYS, STEP ->
                        type.isStringLike() || type.isInteger() || mapping instanceof BasicPluralType<?, ?>;
                    case JSONPATH -> type.isStringLike();
                    case INTEGER -> type.isInteger();
                    case BOOLEAN -> type.isBoolean();
                    case ARRAY -> mapping instanceof BasicPluralType<?, ?>;
                    case SEARCHED, CONFIGURATION, COLUMN -> type.isStringLike();
                    case TSVECTOR, TSQUERY, LTREE, LQUERY, RANGE -> true; // of types that Hibernate does not know
                    case ELEMENT, BOUND, VALUE, MEMBER, SCALAR -> true;
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
