package dev.nexs.orm.bulk.internal;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that rows go to, with the columns in their order.
 *
 * @param entity whose rows they are
 * @param table as it is written in SQL
 * @param columns what each line holds
 * @param binary whether in COPY's binary format, else as text
 */
public record CopyTarget(String entity, String table, List<Column> columns, boolean binary) {

    /**
     * A column.
     *
     * @param sql as it is written in SQL
     * @param attribute what is mapped to it, or null for what Hibernate adds
     * @param definition the server's type, such as {@code numeric(12,2)}
     */
    public record Column(String sql, @Nullable String attribute, String definition) {

        /** {@return the name without quotes} */
        public String name() {
            return TableShape.plainName(sql);
        }
    }

    /** {@return the columns as they are written in SQL, behind each other} */
    public String columnList() {
        return columns.stream().map(Column::sql).collect(Collectors.joining(", "));
    }

    /** {@return the command that loads into {@code table}} */
    String copyInto(String into) {
        return "COPY " + into + " (" + columnList() + ") FROM STDIN" + (binary ? " (FORMAT binary)" : "");
    }

    /** {@return the attribute mapped to a column, or null} */
    @Nullable
    String attribute(@Nullable String column) {
        return columns.stream()
                .filter(each -> each.name().equals(column))
                .map(Column::attribute)
                .findFirst()
                .orElse(null);
    }
}
