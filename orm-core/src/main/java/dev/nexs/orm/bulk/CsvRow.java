package dev.nexs.orm.bulk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a CSV file.
 *
 * @param line where it begins in the file, counted from 1
 * @param fields its texts; null where nothing stands between two commas, empty where {@code ""} does
 */
public record CsvRow(long line, List<@Nullable String> fields) {

    /** Copies the fields. */
    public CsvRow {
        fields = Collections.unmodifiableList(new ArrayList<>(fields));
    }

    /** Says where it stands, but not what it holds. */
    @Override
    public String toString() {
        return "CsvRow[line " + line + "]";
    }
}
