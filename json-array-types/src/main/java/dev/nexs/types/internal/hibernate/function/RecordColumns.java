package dev.nexs.types.internal.hibernate.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hibernate.type.BasicType;
import org.hibernate.type.BasicTypeReference;
import org.hibernate.type.StandardBasicTypes;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a query gives the rows of a document, each as {@code 'name type'}. The name is that of the member,
 * the type one of PostgreSQL's that this class knows: nothing else of the text reaches the statement.
 */
record RecordColumns(List<Column> columns) {

    private static final Map<String, BasicTypeReference<?>> TYPES = types();

    /** A part of the document, written as the document is. */
    private static final String JSONB = "jsonb";

    /** Throws IllegalArgumentException with what is wrong with them. */
    static RecordColumns of(List<String> definitions) {
        List<Column> columns = new ArrayList<>();
        for (String definition : definitions) {
            Column column = column(definition);
            if (columns.stream().anyMatch(other -> other.name.equals(column.name))) {
                throw new IllegalArgumentException("names the column '" + column.name + "' twice");
            }
            columns.add(column);
        }
        return new RecordColumns(columns);
    }

    private static Column column(String definition) {
        String trimmed = definition.strip();
        int space = trimmed.indexOf(' ');
        String type = space < 0 ? "" : trimmed.substring(space).strip().toLowerCase(Locale.ROOT);
        if (!TYPES.containsKey(type) && !type.equals(JSONB)) {
            throw new IllegalArgumentException("has the column '" + definition
                    + "', which has to be the name of a member"
                    + " and a type, such as 'age integer'; the types are " + String.join(", ", TYPES.keySet()) + " and "
                    + JSONB);
        }
        return new Column(trimmed.substring(0, space), type);
    }

    private static Map<String, BasicTypeReference<?>> types() {
        Map<String, BasicTypeReference<?>> types = new LinkedHashMap<>();
        types.put("text", StandardBasicTypes.STRING);
        types.put("boolean", StandardBasicTypes.BOOLEAN);
        types.put("smallint", StandardBasicTypes.SHORT);
        types.put("integer", StandardBasicTypes.INTEGER);
        types.put("bigint", StandardBasicTypes.LONG);
        types.put("numeric", StandardBasicTypes.BIG_DECIMAL);
        types.put("real", StandardBasicTypes.FLOAT);
        types.put("double precision", StandardBasicTypes.DOUBLE);
        types.put("date", StandardBasicTypes.LOCAL_DATE);
        types.put("time", StandardBasicTypes.LOCAL_TIME);
        types.put("timestamp", StandardBasicTypes.LOCAL_DATE_TIME);
        types.put("timestamptz", StandardBasicTypes.INSTANT);
        types.put("uuid", StandardBasicTypes.UUID);
        return types;
    }

    /** {@code "age" integer, …}. */
    String definitions() {
        return String.join(
                ",",
                columns.stream().map(column -> column.sql() + " " + column.type).toList());
    }

    /** {@code "age", …}. */
    List<String> names() {
        return columns.stream().map(Column::sql).toList();
    }

    record Column(String name, String type) {

        /** The name as an identifier: members tell upper case from lower. */
        String sql() {
            return '"' + name.replace("\"", "\"\"") + '"';
        }

        BasicType<?> type(TypeConfiguration types, BasicType<?> node) {
            @Nullable BasicTypeReference<?> reference = TYPES.get(type);
            return reference == null ? node : types.getBasicTypeRegistry().resolve(reference);
        }
    }
}
