package dev.nexs.types.internal.hibernate.function;

import dev.nexs.types.internal.hibernate.json.JsonbType;
import java.util.List;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.query.sqm.produce.function.FunctionArgumentException;
import org.hibernate.query.sqm.sql.internal.SqmParameterInterpretation;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.JdbcParameter;
import org.hibernate.sql.ast.tree.expression.Literal;
import org.hibernate.sql.ast.tree.expression.SqlTuple;
import org.hibernate.type.BasicPluralType;
import org.jspecify.annotations.Nullable;

/**
 * Writes the arguments of one call, each with the cast that its kind needs. A column is never cast: an index answers
 * for the bare column only.
 */
final class ArgumentWriter {

    private final Signature signature;
    private final List<? extends SqlAstNode> arguments;
    private final SqlAppender appender;
    private final SqlAstTranslator<?> translator;

    ArgumentWriter(
            Signature signature,
            List<? extends SqlAstNode> arguments,
            SqlAppender appender,
            SqlAstTranslator<?> translator) {
        this.signature = signature;
        this.arguments = arguments;
        this.appender = appender;
        this.translator = translator;
    }

    void sql(String sql) {
        appender.append(sql);
    }

    boolean has(int index) {
        return index < arguments.size();
    }

    void argument(int index) {
        Expression argument = (Expression) arguments.get(index);
        switch (signature.kind(index)) {
            case JSON -> json(argument);
            case VALUE -> value(argument);
            case MEMBER -> member(argument);
            case SCALAR -> scalar(argument);
            case TEXT, KEYS, STEP -> text(argument);
            case KEY -> key(argument);
            case JSONPATH -> cast(argument, "jsonpath");
            case SEARCHED -> searched(argument);
            case TSVECTOR -> given(argument, "tsvector");
            case TSQUERY -> given(argument, "tsquery");
            case LTREE -> given(argument, "ltree");
            case LQUERY -> given(argument, "lquery");
            case INTEGER, BOOLEAN, ELEMENT, CONFIGURATION, RANGE, BOUND, COLUMN -> plain(argument);
            case ARRAY -> array(argument);
        }
    }

    /** The arguments from {@code from} on, each behind a comma. */
    void list(int from) {
        for (int i = from; i < arguments.size(); i++) {
            appender.append(",");
            argument(i);
        }
    }

    /** The arguments from {@code from} on as one text, as {@code @FullTextIndex} joins its columns. */
    void joined(int from) {
        for (int i = from; i < arguments.size(); i++) {
            appender.append(i == from ? "" : "||' '||");
            appender.append("coalesce(");
            argument(i);
            appender.append(",'')");
        }
    }

    /** The arguments from {@code from} on, as one {@code text[]}. */
    void textArray(int from) {
        Expression first = (Expression) arguments.get(from);
        if (from == arguments.size() - 1 && typeOf(first) instanceof BasicPluralType<?, ?>) {
            cast(first, "text[]");
            return;
        }
        if (from == arguments.size() - 1 && isEmpty(first)) {
            appender.append("cast(array[] as text[])");
            return;
        }
        appender.append("array[");
        for (int i = from; i < arguments.size(); i++) {
            appender.append(i == from ? "" : ",");
            texts((Expression) arguments.get(i));
        }
        appender.append("]");
    }

    private static boolean isEmpty(Expression argument) {
        return argument instanceof SqlTuple tuple && tuple.getExpressions().isEmpty();
    }

    private void texts(Expression argument) {
        if (argument instanceof SqlTuple tuple) {
            for (int i = 0; i < tuple.getExpressions().size(); i++) {
                appender.append(i == 0 ? "" : ",");
                text(tuple.getExpressions().get(i));
            }
        } else {
            text(argument);
        }
    }

    private void json(Expression argument) {
        checkMapper(argument);
        if (isGiven(argument)) {
            cast(argument, "jsonb");
        } else {
            plain(argument);
        }
    }

    /** Hibernate gives a parameter that is used twice one type, so it can be written by one mapper only. */
    private void checkMapper(Expression argument) {
        if (typeOf(argument) instanceof JsonbType<?> type && type.isArgument()) {
            for (SqlAstNode other : arguments) {
                if (other instanceof Expression document
                        && typeOf(document) instanceof JsonbType<?> neighbour
                        && !neighbour.isArgument()
                        && !neighbour.functionTypes().writeLike(type.functionTypes())) {
                    throw new FunctionArgumentException(
                            "A parameter stands beside documents of different mappers, and can be"
                                    + " written by one of them only. Use one parameter for each of these documents.");
                }
            }
        }
    }

    private void value(Expression argument) {
        JdbcMapping type = typeOf(argument);
        boolean text = type != null && type.getJdbcType().isStringLike();
        boolean document = type == null || type.getJdbcType().isJson();
        if (document || isNull(argument) || (text && isGiven(argument))) {
            json(argument);
        } else {
            appender.append("to_jsonb(");
            plain(argument);
            appender.append(")");
        }
    }

    /** A part of a document that is SQL NULL would make the whole document NULL. */
    private void member(Expression argument) {
        boolean known = argument instanceof Literal && !isNull(argument);
        appender.append(known ? "" : "coalesce(");
        value(argument);
        appender.append(known ? "" : ",jsonb 'null')");
    }

    /** A bare string has no type that PostgreSQL could convert from. */
    private void scalar(Expression argument) {
        JdbcMapping type = typeOf(argument);
        boolean text = type != null && type.getJdbcType().isStringLike();
        if (isNull(argument) || (text && isGiven(argument))) {
            cast(argument, "text");
        } else {
            plain(argument);
        }
    }

    private void text(Expression argument) {
        JdbcMapping type = typeOf(argument);
        if (isGiven(argument) || (type != null && !type.getJdbcType().isStringLike())) {
            cast(argument, "text");
        } else {
            plain(argument);
        }
    }

    private void searched(Expression argument) {
        given(argument, "text");
    }

    /** A column is of the type already; what the statement holds gets it. */
    private void given(Expression argument, String type) {
        if (isGiven(argument)) {
            cast(argument, type);
        } else {
            plain(argument);
        }
    }

    private void key(Expression argument) {
        JdbcMapping type = typeOf(argument);
        if (type != null && type.getJdbcType().isInteger()) {
            cast(argument, "integer");
        } else {
            text(argument);
        }
    }

    private void array(Expression argument) {
        if (argument instanceof SqlTuple tuple) {
            appender.append("array[");
            for (int i = 0; i < tuple.getExpressions().size(); i++) {
                appender.append(i == 0 ? "" : ",");
                plain(tuple.getExpressions().get(i));
            }
            appender.append("]");
        } else {
            plain(argument);
        }
    }

    private void cast(Expression argument, String type) {
        appender.append("cast(");
        plain(argument);
        appender.append(" as " + type + ")");
    }

    private void plain(Expression argument) {
        argument.accept(translator);
    }

    /** Whether the value is in the statement and not in a row. */
    private static boolean isGiven(Expression argument) {
        return argument instanceof JdbcParameter
                || argument instanceof Literal
                || argument instanceof SqmParameterInterpretation;
    }

    private static boolean isNull(Expression argument) {
        return argument instanceof Literal literal && literal.getLiteralValue() == null;
    }

    private static @Nullable JdbcMapping typeOf(Expression argument) {
        JdbcMappingContainer type = argument.getExpressionType();
        return type == null || type.getJdbcTypeCount() != 1 ? null : type.getSingleJdbcMapping();
    }
}
