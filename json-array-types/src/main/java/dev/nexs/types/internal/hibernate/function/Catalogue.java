package dev.nexs.types.internal.hibernate.function;

import dev.nexs.types.internal.hibernate.json.JsonFunctionTypes;
import dev.nexs.types.internal.hibernate.json.JsonMappers;
import java.util.List;
import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.dialect.function.array.ArrayAndElementArgumentTypeResolver;
import org.hibernate.dialect.function.array.ArrayIncludesArgumentTypeResolver;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.query.sqm.produce.function.FunctionArgumentTypeResolver;
import org.hibernate.query.sqm.produce.function.FunctionReturnTypeResolver;
import org.hibernate.query.sqm.produce.function.SetReturningFunctionTypeResolver;
import org.hibernate.query.sqm.produce.function.StandardFunctionReturnTypeResolvers;
import org.hibernate.type.BasicType;
import org.hibernate.type.StandardBasicTypes;
import org.jspecify.annotations.Nullable;

/** Puts functions into Hibernate's registry, each with the type that it returns. */
final class Catalogue {

    private static final String ELEMENT = CollectionPart.Nature.ELEMENT.getName();
    private static final String KEY = "key";
    private static final String VALUE = "value";

    private final SqmFunctionRegistry registry;
    private final JsonFunctionTypes json;
    private final BasicType<String> text;
    private final BasicType<Boolean> bool;
    private final BasicType<Integer> integer;
    private final BasicType<Float> real;

    Catalogue(FunctionContributions contributions) {
        this.registry = contributions.getFunctionRegistry();
        this.json = contributions
                .getServiceRegistry()
                .requireService(JsonMappers.class)
                .functionTypes();
        var types = contributions.getTypeConfiguration().getBasicTypeRegistry();
        this.text = types.resolve(StandardBasicTypes.STRING);
        this.bool = types.resolve(StandardBasicTypes.BOOLEAN);
        this.real = types.resolve(StandardBasicTypes.FLOAT);
        this.integer = types.resolve(StandardBasicTypes.INTEGER);
    }

    void returnsJson(String name, Signature signature, String sql) {
        add(name, signature, sql, new JsonReturnType(json, false), null);
    }

    /** The result is a document of the same class as the first argument, so it can be assigned back to it. */
    void returnsSameDocument(String name, Signature signature, String sql) {
        add(name, signature, sql, new JsonReturnType(json, true), null);
    }

    void returnsText(String name, Signature signature, String sql) {
        add(name, signature, sql, StandardFunctionReturnTypeResolvers.invariant(text), null);
    }

    /** With {@code whole} instead where all arguments are given. */
    void returnsBoolean(String name, Signature signature, String sql, String whole) {
        registry.register(
                name,
                new OperatorFunction(
                        name,
                        signature,
                        sql,
                        whole,
                        new Arguments(signature, json),
                        StandardFunctionReturnTypeResolvers.invariant(bool),
                        null));
    }

    void returnsReal(String name, Signature signature, String sql) {
        add(name, signature, sql, StandardFunctionReturnTypeResolvers.invariant(real), null);
    }

    void returnsBoolean(String name, Signature signature, String sql) {
        add(name, signature, sql, StandardFunctionReturnTypeResolvers.invariant(bool), null);
    }

    void returnsInteger(String name, Signature signature, String sql) {
        add(name, signature, sql, StandardFunctionReturnTypeResolvers.invariant(integer), null);
    }

    void aggregatesToJson(String name, Signature signature, String sqlName) {
        registry.register(
                name,
                new AggregateFunction(
                        name, signature, sqlName, new Arguments(signature, json), new JsonReturnType(json, false)));
    }

    /** The parameter beside an array is an element of it, and the other way round. */
    void testsElement(String name, Signature signature, String sql) {
        add(
                name,
                signature,
                sql,
                StandardFunctionReturnTypeResolvers.invariant(bool),
                new ArrayAndElementArgumentTypeResolver(
                        signature.positionOf(Kind.ARRAY), signature.positionOf(Kind.ELEMENT)));
    }

    /** The parameter beside an array is an array like it. */
    void testsArrays(String name, Signature signature, String sql) {
        add(
                name,
                signature,
                sql,
                StandardFunctionReturnTypeResolvers.invariant(bool),
                ArrayIncludesArgumentTypeResolver.INSTANCE);
    }

    /** Rows of one document each, selected by the alias itself; in a condition write {@code alias.value}. */
    void rowsOfJson(String name, Signature signature) {
        rows(
                name,
                signature,
                List.of(VALUE),
                new RowTypes(
                        json,
                        node -> SetReturningFunctionTypeResolver.builder()
                                .invariant(ELEMENT, node, VALUE)
                                .invariant(VALUE, node)
                                .build()));
    }

    /** Rows of one text each, selected by the alias itself; in a condition write {@code alias.value}. */
    void rowsOfText(String name, Signature signature) {
        rows(
                name,
                signature,
                List.of(VALUE),
                SetReturningFunctionTypeResolver.builder()
                        .invariant(ELEMENT, text, VALUE)
                        .invariant(VALUE, text)
                        .build());
    }

    /** Rows of a key and a value. */
    void rowsOfMembers(String name, Signature signature, boolean valueAsText) {
        rows(
                name,
                signature,
                List.of(KEY, VALUE),
                new RowTypes(
                        json,
                        node -> SetReturningFunctionTypeResolver.builder()
                                .invariant(KEY, text)
                                .invariant(VALUE, valueAsText ? text : node)
                                .build()));
    }

    /** Rows of the columns that the call names. */
    void rowsOfColumns(String name, Signature signature) {
        registry.register(name, new RecordFunction(name, signature, json));
    }

    private void rows(String name, Signature signature, List<String> columns, SetReturningFunctionTypeResolver types) {
        String arguments = signature.parameters().size() == 1 ? "({0})" : "({0},{1}{?,2})";
        registry.register(
                name,
                new RowFunction(name, signature, name + arguments, new Arguments(signature, json), types, columns));
    }

    private void add(
            String name,
            Signature signature,
            String sql,
            FunctionReturnTypeResolver returns,
            @Nullable FunctionArgumentTypeResolver argumentTypes) {
        registry.register(
                name,
                new OperatorFunction(
                        name, signature, sql, sql, new Arguments(signature, json), returns, argumentTypes));
    }
}
