package dev.nexs.types.internal.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What changed between two documents, member by member. An array is one value: its positions mean nothing once another
 * transaction has changed it too.
 */
final class PathChanges {

    private final List<PathChange> changes = new ArrayList<>();

    /** The changes between two objects. */
    static List<PathChange> between(JsonNode before, JsonNode after) {
        PathChanges found = new PathChanges();
        found.compare(before, after, List.of());
        return List.copyOf(found.changes);
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
