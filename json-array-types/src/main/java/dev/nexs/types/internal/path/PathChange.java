package dev.nexs.types.internal.path;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member of a document that changed.
 *
 * @param path the keys that lead to it
 * @param json its new value; null if it was removed
 */
public record PathChange(List<String> path, @Nullable String json) {

    /** What it costs as SQL besides its path and value. */
    private static final int STATEMENT_SIZE = 40;

    /** About what it takes to send it. */
    int size() {
        int size = STATEMENT_SIZE + (json == null ? 0 : json.length());
        for (String key : path) {
            size += key.length() + 1;
        }
        return size;
    }
}
