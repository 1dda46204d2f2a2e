package dev.nexs.orm.bulk;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one statement of a batch did.
 *
 * @param updateCount rows that it changed, or returned
 * @param columns names of what it returned; empty for a statement without rows
 * @param rows what it returned, generated keys by {@code RETURNING} among them, each value as JDBC gives it
 * @param elapsed from the answer to the statement before to the answer to this one, as this side saw it; the server sends
 *     answers in portions, so short ones share a portion's time
 */
public record BatchResult(long updateCount, List<String> columns, List<List<@Nullable Object>> rows, Duration elapsed) {

    /** {@return the value of the first row's first column, or null if there is none} */
    public @Nullable Object first() {
        return rows.isEmpty() || rows.get(0).isEmpty() ? null : rows.get(0).get(0);
    }
}
