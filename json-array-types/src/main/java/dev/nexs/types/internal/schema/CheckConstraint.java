package dev.nexs.types.internal.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What SQL can express of a schema: types, required members, enumerations, limits of numbers and lengths. Keywords that
 * it cannot express are left to the validator, so the constraint accepts all that the schema accepts.
 */
public final class CheckConstraint {

    /** Up to draft 7 a reference makes all that stands beside it void. */
    private static final Pattern OLD_DRAFT = Pattern.compile("draft-0[467]");

    private final boolean ignoresSiblingsOfReferences;

    private final List<String> conditions = new ArrayList<>();

    private CheckConstraint(boolean ignoresSiblingsOfReferences) {
        this.ignoresSiblingsOfReferences = ignoresSiblingsOfReferences;
    }

    /** The condition for a column; null if the schema has nothing that SQL can express. */
    public static @Nullable String of(JsonNode schema, String column) {
        CheckConstraint check = new CheckConstraint(
                OLD_DRAFT.matcher(schema.path("$schema").asString("")).find());
        check.collect(schema, column, null);
        return check.conditions.isEmpty()
                ? null
                : column + " is null or (" + String.join(" and ", check.conditions) + ")";
    }

    private void collect(JsonNode schema, String place, @Nullable String guard) {
        if (ignoresSiblingsOfReferences && schema.has("$ref")) {
            return;
        }
        type(schema, place, guard);
        JsonNode allowed = schema.path("enum");
        if (allowed.isArray()) {
            add(
                    guard,
                    place + " in ("
                            + allowed.valueStream().map(CheckConstraint::jsonb).collect(Collectors.joining(",")) + ")");
        }
        limit(schema, "minimum", place, ">=", guard);
        limit(schema, "maximum", place, "<=", guard);
        length(schema, "minLength", place, ">=", guard);
        length(schema, "maxLength", place, "<=", guard);
        schema.path("required")
                .valueStream()
                .filter(JsonNode::isString)
                .forEach(name -> add(
                        guard, guarded(place, "object", "jsonb_exists(" + place + "," + text(name.asString()) + ")")));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String child = "(" + place + "->" + text(property.getKey()) + ")";
            collect(property.getValue(), child, child + " is null");
        }
    }

    private void type(JsonNode schema, String place, @Nullable String guard) {
        JsonNode type = schema.path("type");
        List<String> names = type.isString()
                ? List.of(type.asString())
                : type.valueStream().map(JsonNode::asString).toList();
        if (!names.isEmpty()) {
            add(
                    guard,
                    "jsonb_typeof(" + place + ") in ("
                            + names.stream()
                                    .map(name -> text(name.equals("integer") ? "number" : name))
                                    .distinct()
                                    .collect(Collectors.joining(","))
                            + ")");
        }
    }

    private void limit(JsonNode schema, String keyword, String place, String operator, @Nullable String guard) {
        JsonNode limit = schema.path(keyword);
        if (limit.isNumber()) {
            add(
                    guard,
                    guarded(
                            place,
                            "number",
                            "(" + place + "#>>'{}')::numeric" + operator
                                    + limit.asDecimal().toPlainString()));
        }
    }

    private void length(JsonNode schema, String keyword, String place, String operator, @Nullable String guard) {
        JsonNode limit = schema.path(keyword);
        if (limit.isIntegralNumber()) {
            add(guard, guarded(place, "string", "length(" + place + "#>>'{}')" + operator + limit.asLong()));
        }
    }

    /** A keyword of JSON schema says nothing about values of another type. */
    private static String guarded(String place, String type, String condition) {
        return "case when jsonb_typeof(" + place + ")='" + type + "' then " + condition + " else true end";
    }

    private void add(@Nullable String guard, String condition) {
        conditions.add(guard == null ? condition : "(" + guard + " or " + condition + ")");
    }

    private static String jsonb(JsonNode value) {
        return text(value.toString()) + "::jsonb";
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
