package dev.nexs.types.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What changed between two documents, member by member. An array is one value: its positions mean nothing once another
 * transaction has changed it too.
 */
final class PathChanges {

    /** What one change costs as SQL besides its path and value. */
    private static final int STATEMENT_COST = 40;

    private final List<PathChange> changes = new ArrayList<>();

    /** The changes; empty if the whole document is the shorter message. */
    static List<PathChange> between(JsonNode before, JsonNode after, int wholeSize) {
        if (!before.isObject() || !after.isObject()) {
            return List.of();
        }
        PathChanges found = new PathChanges();
        found.compare(before, after, List.of());
        int size = found.changes.stream()
                .mapToInt(change -> change.size() + STATEMENT_COST)
                .sum();
        return size < wholeSize ? List.copyOf(found.changes) : List.of();
    }

    private void compare(JsonNode before, JsonNode after, List<String> path) {
        for (Map.Entry<String, JsonNode> member : after.properties()) {
            JsonNode old = before.get(member.getKey());
            JsonNode value = member.getValue();
            if (old != null && old.isObject() && value.isObject()) {
                compare(old, value, below(path, member.getKey()));
            } else if (!value.equals(old)) {
                changes.add(new PathChange(below(path, member.getKey()), value.toString()));
            }
        }
        for (String key : before.propertyNames()) {
            if (!after.has(key)) {
                changes.add(new PathChange(below(path, key), null));
            }
        }
    }

    private static List<String> below(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return List.copyOf(longer);
    }
}
