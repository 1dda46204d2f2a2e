package dev.nexs.associations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which members of a collection a preload brings, in which order, and how many for each owner. What it finds goes into
 * the {@link Loaded} result, never into the managed collection, which would then seem to have lost the rest.
 */
public final class MemberFilter {

    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final List<String> order = new ArrayList<>();
    private @Nullable String condition;
    private int limit;

    /** All members. */
    public MemberFilter() {}

    /** {@return this, with a condition in HQL on the attributes of a member: {@code "qty > :least"}} */
    public MemberFilter where(String hql) {
        condition = condition == null ? "(" + hql + ")" : condition + " and (" + hql + ")";
        return this;
    }

    /** {@return this, with the value of a named parameter of the condition} */
    public MemberFilter parameter(String name, Object value) {
        parameters.put(name, value);
        return this;
    }

    /** {@return this, ordered by attributes of the members: {@code "qty desc", "id"}} */
    public MemberFilter orderBy(String... attributes) {
        for (String attribute : attributes) {
            if (!attribute.matches("(?i)\\w+(\\.\\w+)*(\\s+(asc|desc))?(\\s+nulls\\s+(first|last))?")) {
                throw new IllegalArgumentException("orderBy(\"" + attribute
                        + "\"): allowed is an attribute, followed by asc or desc, and by nulls first or nulls last");
            }
            order.add(attribute);
        }
        return this;
    }

    /** {@return this, with at most so many members for each owner: the first ones, by identifier if there is no order} */
    public MemberFilter limit(int members) {
        if (members < 1) {
            throw new IllegalArgumentException("limit(" + members + "): allowed is a whole number from 1");
        }
        limit = members;
        return this;
    }

    /** {@return the condition, or null} */
    public @Nullable String condition() {
        return condition;
    }

    /** {@return the values of the condition's parameters} */
    public Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }

    /** {@return the order, empty for none} */
    public List<String> order() {
        return List.copyOf(order);
    }

    /** {@return the number of members for each owner, 0 for all} */
    public int limit() {
        return limit;
    }
}
