package dev.nexs.types.internal.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member of a document that changed.
 *
 * @param path the keys that lead to it
 * @param json its new value; null if it was removed
 */
public record PathChange(List<String> path, @Nullable String json) {

    /** About what it takes to send it. */
    int size() {
        int size = json == null ? 0 : json.length();
        for (String key : path) {
            size += key.length() + 1;
        }
        return size;
    }
}
