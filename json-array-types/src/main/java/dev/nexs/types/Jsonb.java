package dev.nexs.types;

import dev.nexs.types.internal.hibernate.query.AttributeRestriction;
import dev.nexs.types.internal.hibernate.query.Call;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Order;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.metamodel.SingularAttribute;
import java.util.function.BiFunction;
import org.hibernate.query.criteria.JpaSetReturningFunction;
import org.hibernate.query.restriction.Restriction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The JSON operators of PostgreSQL for Criteria: the functions that HQL has, camel-cased and without their prefix.
 *
 * <p>Values are bound. Where a document is wanted, a {@code String} is JSON text and anything else is written by
 * Jackson; {@link #text} makes a JSON string. All methods are stateless and throw {@code IllegalArgumentException} for
 * a builder that is not Hibernate's.
 */
public final class Jsonb {

    private Jsonb() {}

    /** The document holds the part, {@code @>}. A GIN index answers it. */
    public static Predicate contains(CriteriaBuilder builder, Expression<?> document, Object part) {
        return Call.of(builder, "jsonb_contains").with(document).withJson(part).asPredicate();
    }

    /** The document holds the part, {@code @>}. A GIN index answers it. As a restriction. */
    public static <X> Restriction<X> contains(SingularAttribute<? super X, ?> attribute, Object part) {
        return restriction(attribute, (builder, document) -> contains(builder, document, part));
    }

    /** The document is part of the whole, {@code <@}. */
    public static Predicate containedBy(CriteriaBuilder builder, Expression<?> document, Object whole) {
        return Call.of(builder, "jsonb_contained_by")
                .with(document)
                .withJson(whole)
                .asPredicate();
    }

    /** The document has the member, {@code ?}. A GIN index of the default class answers it. */
    public static Predicate hasKey(CriteriaBuilder builder, Expression<?> document, String key) {
        return Call.of(builder, "jsonb_has_key").with(document).with(key).asPredicate();
    }

    /** The document has the member, {@code ?}. A GIN index of the default class answers it. As a restriction. */
    public static <X> Restriction<X> hasKey(SingularAttribute<? super X, ?> attribute, String key) {
        return restriction(attribute, (builder, document) -> hasKey(builder, document, key));
    }

    /** The document has one of the members, {@code ?|}. A GIN index of the default class answers it. */
    public static Predicate hasAnyKey(CriteriaBuilder builder, Expression<?> document, String... keys) {
        return Call.of(builder, "jsonb_has_any_key")
                .with(document)
                .withAll(keys)
                .asPredicate();
    }

    /** The document has one of the members, {@code ?|}. A GIN index of the default class answers it. As a restriction. */
    public static <X> Restriction<X> hasAnyKey(SingularAttribute<? super X, ?> attribute, String... keys) {
        return restriction(attribute, (builder, document) -> hasAnyKey(builder, document, keys));
    }

    /** The document has all the members, {@code ?&}. A GIN index of the default class answers it. */
    public static Predicate hasAllKeys(CriteriaBuilder builder, Expression<?> document, String... keys) {
        return Call.of(builder, "jsonb_has_all_keys")
                .with(document)
                .withAll(keys)
                .asPredicate();
    }

    /** The document has all the members, {@code ?&}. A GIN index of the default class answers it. As a restriction. */
    public static <X> Restriction<X> hasAllKeys(SingularAttribute<? super X, ?> attribute, String... keys) {
        return restriction(attribute, (builder, document) -> hasAllKeys(builder, document, keys));
    }

    /** The JSON path finds something, {@code @?}. A GIN index answers it. */
    public static Predicate pathExists(CriteriaBuilder builder, Expression<?> document, String jsonPath) {
        return Call.of(builder, "jsonb_path_exists")
                .with(document)
                .with(jsonPath)
                .asPredicate();
    }

    /** The JSON path finds something, {@code @?}. A GIN index answers it. As a restriction. */
    public static <X> Restriction<X> pathExists(SingularAttribute<? super X, ?> attribute, String jsonPath) {
        return restriction(attribute, (builder, document) -> pathExists(builder, document, jsonPath));
    }

    /** The JSON path predicate is true, {@code @@}. A GIN index answers it. */
    public static Predicate pathMatch(CriteriaBuilder builder, Expression<?> document, String jsonPath) {
        return Call.of(builder, "jsonb_path_match")
                .with(document)
                .with(jsonPath)
                .asPredicate();
    }

    /** The JSON path predicate is true, {@code @@}. A GIN index answers it. As a restriction. */
    public static <X> Restriction<X> pathMatch(SingularAttribute<? super X, ?> attribute, String jsonPath) {
        return restriction(attribute, (builder, document) -> pathMatch(builder, document, jsonPath));
    }

    /** The JSON path finds something with these variables, which it calls {@code $name}. No index answers it. */
    public static Predicate pathExists(
            CriteriaBuilder builder, Expression<?> document, String jsonPath, Object variables) {
        return Call.of(builder, "jsonb_path_exists")
                .with(document)
                .with(jsonPath)
                .withJson(variables)
                .asPredicate();
    }

    /** The JSON path predicate is true with these variables. No index answers it. */
    public static Predicate pathMatch(
            CriteriaBuilder builder, Expression<?> document, String jsonPath, Object variables) {
        return Call.of(builder, "jsonb_path_match")
                .with(document)
                .with(jsonPath)
                .withJson(variables)
                .asPredicate();
    }

    /** The first thing that the JSON path finds with these variables. */
    public static Expression<JsonNode> pathQueryFirst(
            CriteriaBuilder builder, Expression<?> document, String jsonPath, Object variables) {
        return Call.of(builder, "jsonb_path_query_first")
                .with(document)
                .with(jsonPath)
                .withJson(variables)
                .returningItsOwn();
    }

    /** All that the JSON path finds with these variables, as an array. */
    public static Expression<JsonNode> pathQueryArray(
            CriteriaBuilder builder, Expression<?> document, String jsonPath, Object variables) {
        return Call.of(builder, "jsonb_path_query_array")
                .with(document)
                .with(jsonPath)
                .withJson(variables)
                .returningItsOwn();
    }

    /** Rows of the elements of an array, to be joined laterally. */
    public static JpaSetReturningFunction<JsonNode> arrayElements(CriteriaBuilder builder, Expression<?> document) {
        return Call.of(builder, "jsonb_array_elements").with(document).returningRows();
    }

    /** Rows of the elements of an array as text, to be joined laterally. */
    public static JpaSetReturningFunction<String> arrayElementsText(CriteriaBuilder builder, Expression<?> document) {
        return Call.of(builder, "jsonb_array_elements_text").with(document).returningRows();
    }

    /** Rows of the names of the members, to be joined laterally. */
    public static JpaSetReturningFunction<String> objectKeys(CriteriaBuilder builder, Expression<?> document) {
        return Call.of(builder, "jsonb_object_keys").with(document).returningRows();
    }

    /** Rows of {@code key} and {@code value}, to be joined laterally. */
    public static JpaSetReturningFunction<?> each(CriteriaBuilder builder, Expression<?> document) {
        return Call.of(builder, "jsonb_each").with(document).returningRows();
    }

    /** Rows of {@code key} and {@code value} as text, to be joined laterally. */
    public static JpaSetReturningFunction<?> eachText(CriteriaBuilder builder, Expression<?> document) {
        return Call.of(builder, "jsonb_each_text").with(document).returningRows();
    }

    /**
     * One row of members of an object, to be joined laterally. Each column is the name of a member and a type of
     * PostgreSQL, such as {@code "age integer"}; it is selected by that name.
     */
    public static JpaSetReturningFunction<?> toRecord(
            CriteriaBuilder builder, Expression<?> document, String... columns) {
        return records("jsonb_to_record", builder, document, columns);
    }

    /** As {@link #toRecord}, with a row of each object of an array. */
    public static JpaSetReturningFunction<?> toRecordset(
            CriteriaBuilder builder, Expression<?> document, String... columns) {
        return records("jsonb_to_recordset", builder, document, columns);
    }

    private static JpaSetReturningFunction<?> records(
            String function, CriteriaBuilder builder, Expression<?> document, String... columns) {
        Call call = Call.of(builder, function).with(document);
        for (String column : columns) {
            call.withName(column);
        }
        return call.returningRows();
    }

    /** Rows of all that the JSON path finds, to be joined laterally. */
    public static JpaSetReturningFunction<JsonNode> pathQuery(
            CriteriaBuilder builder, Expression<?> document, String jsonPath) {
        return Call.of(builder, "jsonb_path_query")
                .with(document)
                .with(jsonPath)
                .returningRows();
    }

    /** Rows of all that the JSON path finds with these variables, to be joined laterally. */
    public static JpaSetReturningFunction<JsonNode> pathQuery(
            CriteriaBuilder builder, Expression<?> document, String jsonPath, Object variables) {
        return Call.of(builder, "jsonb_path_query")
                .with(document)
                .with(jsonPath)
                .withJson(variables)
                .returningRows();
    }

    /** The values of those rows that meet the condition, in this order, as a JSON array. */
    public static Expression<JsonNode> agg(
            CriteriaBuilder builder, Expression<?> value, @Nullable Predicate filter, Order... order) {
        return Call.of(builder, "jsonb_agg").with(value).aggregating(filter, order);
    }

    /** Those rows that meet the condition as a JSON object; of two with one key the last in this order. */
    public static Expression<JsonNode> objectAgg(
            CriteriaBuilder builder,
            Expression<?> key,
            Expression<?> value,
            @Nullable Predicate filter,
            Order... order) {
        return Call.of(builder, "jsonb_object_agg").with(key).with(value).aggregating(filter, order);
    }

    /** An object of these keys and values, one after the other. */
    public static Expression<JsonNode> buildObject(CriteriaBuilder builder, Object... keysAndValues) {
        return Call.of(builder, "jsonb_build_object").withEach(keysAndValues).returningItsOwn();
    }

    /** An array of these values. */
    public static Expression<JsonNode> buildArray(CriteriaBuilder builder, Object... values) {
        return Call.of(builder, "jsonb_build_array").withEach(values).returningItsOwn();
    }

    /** The member of that name, {@code ->}. */
    public static Expression<JsonNode> get(CriteriaBuilder builder, Expression<?> document, String key) {
        return Call.of(builder, "jsonb_get").with(document).with(key).returningItsOwn();
    }

    /** The element at that position, {@code ->}; the first is 0, the last is -1. */
    public static Expression<JsonNode> get(CriteriaBuilder builder, Expression<?> document, int index) {
        return Call.of(builder, "jsonb_get").with(document).with(index).returningItsOwn();
    }

    /** The member of that name as text, {@code ->>}; null for a JSON null. */
    public static Expression<String> getText(CriteriaBuilder builder, Expression<?> document, String key) {
        return Call.of(builder, "jsonb_get_text").with(document).with(key).returning(String.class);
    }

    /** The element at that position as text, {@code ->>}. */
    public static Expression<String> getText(CriteriaBuilder builder, Expression<?> document, int index) {
        return Call.of(builder, "jsonb_get_text").with(document).with(index).returning(String.class);
    }

    /** What is at the path, {@code #>}. */
    public static Expression<JsonNode> pathGet(CriteriaBuilder builder, Expression<?> document, String... path) {
        return Call.of(builder, "jsonb_path_get").with(document).withAll(path).returningItsOwn();
    }

    /** What is at the path as text, {@code #>>}. */
    public static Expression<String> pathGetText(CriteriaBuilder builder, Expression<?> document, String... path) {
        return Call.of(builder, "jsonb_path_get_text")
                .with(document)
                .withAll(path)
                .returning(String.class);
    }

    /** The first that the JSON path finds. */
    public static Expression<JsonNode> pathQueryFirst(
            CriteriaBuilder builder, Expression<?> document, String jsonPath) {
        return Call.of(builder, "jsonb_path_query_first")
                .with(document)
                .with(jsonPath)
                .returningItsOwn();
    }

    /** All that the JSON path finds, as an array. */
    public static Expression<JsonNode> pathQueryArray(
            CriteriaBuilder builder, Expression<?> document, String jsonPath) {
        return Call.of(builder, "jsonb_path_query_array")
                .with(document)
                .with(jsonPath)
                .returningItsOwn();
    }

    /** The type: object, array, string, number, boolean or null. */
    public static Expression<String> typeOf(CriteriaBuilder builder, Expression<?> document) {
        return Call.of(builder, "jsonb_typeof").with(document).returning(String.class);
    }

    /** The document as indented text. */
    public static Expression<String> pretty(CriteriaBuilder builder, Expression<?> document) {
        return Call.of(builder, "jsonb_pretty").with(document).returning(String.class);
    }

    /** The number of elements of a JSON array. */
    public static Expression<Integer> arrayLength(CriteriaBuilder builder, Expression<?> document) {
        return Call.of(builder, "jsonb_array_length").with(document).returning(Integer.class);
    }

    /** The document with the value at the path; a last member that is missing is added. */
    public static <T> Expression<T> set(CriteriaBuilder builder, Expression<T> document, Object value, String... path) {
        return Call.of(builder, "jsonb_set")
                .with(document)
                .withJson(value)
                .withAll(path)
                .returningLike(document);
    }

    /** The document with the value inserted before the array element at the path, or added as a member. */
    public static <T> Expression<T> insert(
            CriteriaBuilder builder, Expression<T> document, Object value, String... path) {
        return Call.of(builder, "jsonb_insert")
                .with(document)
                .withJson(value)
                .withAll(path)
                .returningLike(document);
    }

    /** The document with the value as the last element of the array at the path. */
    public static <T> Expression<T> append(
            CriteriaBuilder builder, Expression<T> document, Object value, String... path) {
        return Call.of(builder, "jsonb_append")
                .with(document)
                .withJson(value)
                .withAll(path)
                .returningLike(document);
    }

    /** The document and another, {@code ||}: members of the other win, arrays are joined. */
    public static <T> Expression<T> concat(CriteriaBuilder builder, Expression<T> document, Object other) {
        return Call.of(builder, "jsonb_concat").with(document).withJson(other).returningLike(document);
    }

    /** Another name of {@link #concat}: the members of the other document win. One level deep. */
    public static <T> Expression<T> merge(CriteriaBuilder builder, Expression<T> document, Object other) {
        return Call.of(builder, "jsonb_concat").with(document).withJson(other).returningLike(document);
    }

    /** The document without the member, {@code -}. */
    public static <T> Expression<T> deleteKey(CriteriaBuilder builder, Expression<T> document, String key) {
        return Call.of(builder, "jsonb_delete_key").with(document).with(key).returningLike(document);
    }

    /** The document without the members, {@code -}. */
    public static <T> Expression<T> deleteKeys(CriteriaBuilder builder, Expression<T> document, String... keys) {
        return Call.of(builder, "jsonb_delete_keys")
                .with(document)
                .withAll(keys)
                .returningLike(document);
    }

    /** The document without what is at the path, {@code #-}. */
    public static <T> Expression<T> deletePath(CriteriaBuilder builder, Expression<T> document, String... path) {
        return Call.of(builder, "jsonb_delete_path")
                .with(document)
                .withAll(path)
                .returningLike(document);
    }

    /** Another name of {@link #deletePath}. */
    public static <T> Expression<T> delete(CriteriaBuilder builder, Expression<T> document, String... path) {
        return Call.of(builder, "jsonb_delete_path")
                .with(document)
                .withAll(path)
                .returningLike(document);
    }

    /** The document without members that are JSON null. */
    public static <T> Expression<T> stripNulls(CriteriaBuilder builder, Expression<T> document) {
        return Call.of(builder, "jsonb_strip_nulls").with(document).returningLike(document);
    }

    /** The values of the rows as a JSON array. */
    public static Expression<JsonNode> agg(CriteriaBuilder builder, Expression<?> value) {
        return Call.of(builder, "jsonb_agg").with(value).returningItsOwn();
    }

    /** The rows as a JSON object. */
    public static Expression<JsonNode> objectAgg(CriteriaBuilder builder, Expression<?> key, Expression<?> value) {
        return Call.of(builder, "jsonb_object_agg").with(key).with(value).returningItsOwn();
    }

    /** A value as a JSON value: a string as a JSON string, a number as a number. */
    public static Expression<JsonNode> text(CriteriaBuilder builder, Object value) {
        return Call.of(builder, "to_jsonb").with(value).returningItsOwn();
    }

    @SuppressWarnings("unchecked") // the condition does not care for the attribute's type
    private static <X> Restriction<X> restriction(
            SingularAttribute<? super X, ?> attribute,
            BiFunction<CriteriaBuilder, Expression<Object>, Predicate> condition) {
        return new AttributeRestriction<>((SingularAttribute<? super X, Object>) attribute, condition);
    }
}
