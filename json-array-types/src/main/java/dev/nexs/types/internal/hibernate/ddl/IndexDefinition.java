package dev.nexs.types.internal.hibernate.ddl;

import dev.nexs.types.BtreeJsonIndex;
import dev.nexs.types.FullTextIndex;
import dev.nexs.types.GinIndex;
import dev.nexs.types.GistIndex;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.AnnotationException;

/** What an annotation declares, whichever it is. */
record IndexDefinition(
        String name,
        String method,
        boolean unique,
        List<String> columns,
        List<String> path,
        String cast,
        String ops,
        String configuration)
        implements Serializable {

    private static final int MAX_NAME = 63;
    private static final Pattern SQL_TYPE = Pattern.compile("[a-z_][a-z0-9_ ]*(\\(\\d+(,\\d+)?\\))?");

    static IndexDefinition of(GinIndex index) {
        if (index.columns().length == 0) {
            throw new AnnotationException("@GinIndex declares no columns; name at least one attribute or column.");
        }
        if (index.path().length > 0 && index.columns().length > 1) {
            throw new AnnotationException("@GinIndex with a path needs exactly one column, but has "
                    + List.of(index.columns()) + ". Declare one index for each.");
        }
        return new IndexDefinition(
                index.name(),
                "gin",
                false,
                List.of(index.columns()),
                List.of(index.path()),
                "",
                index.ops().sql(),
                "");
    }

    static IndexDefinition of(GistIndex index) {
        if (index.columns().length == 0) {
            throw new AnnotationException("@GistIndex declares no columns; name at least one attribute or column.");
        }
        return new IndexDefinition(index.name(), "gist", false, List.of(index.columns()), List.of(), "", "", "");
    }

    static IndexDefinition of(FullTextIndex index) {
        if (index.columns().length == 0) {
            throw new AnnotationException("@FullTextIndex declares no columns; name at least one attribute or column.");
        }
        if (!index.configuration().matches("[A-Za-z_][A-Za-z0-9_.]*")) {
            throw new AnnotationException("@FullTextIndex has the configuration '" + index.configuration()
                    + "', which is no name of a text search configuration. Write a name such as english or simple.");
        }
        return new IndexDefinition(
                index.name(), "gin", false, List.of(index.columns()), List.of(), "", "", index.configuration());
    }

    static IndexDefinition of(BtreeJsonIndex index) {
        if (index.path().length == 0) {
            throw new AnnotationException("@BtreeJsonIndex on '" + index.column()
                    + "' has no path; name the members that lead to the value.");
        }
        if (!index.cast().isEmpty()
                && !SQL_TYPE.matcher(index.cast().toLowerCase(Locale.ROOT)).matches()) {
            throw new AnnotationException("@BtreeJsonIndex on '" + index.column() + "' has the cast '" + index.cast()
                    + "', which is no SQL type. Write a type such as integer or numeric(10,2).");
        }
        return new IndexDefinition(
                index.name(),
                "btree",
                index.unique(),
                List.of(index.column()),
                List.of(index.path()),
                index.cast(),
                "",
                "");
    }

    String statement(String table, String plainTable, List<String> columnNames) {
        return "create " + (unique ? "unique " : "") + "index if not exists " + indexName(plainTable, columnNames)
                + " on " + table + " using " + method + " ("
                + (configuration.isEmpty()
                        ? columnNames.stream().map(this::expression).collect(Collectors.joining(", "))
                        : searched(columnNames))
                + ")";
    }

    /** As {@code fulltext_document} reads it. */
    private String searched(List<String> columnNames) {
        return "to_tsvector('" + configuration + "',"
                + columnNames.stream()
                        .map(column -> "coalesce(" + column + ",'')")
                        .collect(Collectors.joining("||' '||"))
                + ")";
    }

    /** For a message. */
    String describe() {
        return (unique ? "unique " : "") + method + " of " + columns + (path.isEmpty() ? "" : " at " + path)
                + (cast.isEmpty() ? "" : " as " + cast) + (ops.isEmpty() ? "" : " with " + ops)
                + (configuration.isEmpty() ? "" : " as " + configuration + " text");
    }

    private String expression(String column) {
        return (path.isEmpty() ? column : "(" + casted(access(column)) + ")") + (ops.isEmpty() ? "" : " " + ops);
    }

    private String casted(String expression) {
        return cast.isEmpty() ? expression : "cast(" + expression + " as " + cast + ")";
    }

    /** As our functions read it, so that the expressions of index and query are the same tree. */
    private String access(String column) {
        boolean text = method.equals("btree");
        if (path.size() == 1 && text) {
            return "(" + column + "->>" + literal(path.get(0)) + ")";
        }
        String keys = path.stream().map(IndexDefinition::literal).collect(Collectors.joining(","));
        return "(" + column + (text ? "#>>" : "#>") + "array[" + keys + "])";
    }

    private static String literal(String key) {
        return "'" + key.replace("'", "''") + "'";
    }

    /**
     * The name of the index. What the made name leaves out (odd characters, what is too long) comes back as a number made
     * of all of it, so that two indexes do not share a name by being cut alike.
     */
    String indexName(String table, List<String> columnNames) {
        if (!name.isEmpty()) {
            return quoted(name);
        }
        List<String> parts = new ArrayList<>();
        parts.add(table);
        parts.addAll(columnNames);
        parts.addAll(path);
        if (!cast.isEmpty()) {
            parts.add(cast);
        }
        if (unique) {
            parts.add("unique");
        }
        if (!configuration.isEmpty()) {
            parts.add(configuration);
        }
        parts.add(ops.isEmpty() ? method : ops);
        String whole = String.join("_", parts);
        String made = whole.replaceAll("[^A-Za-z0-9_]", "").toLowerCase(Locale.ROOT);
        if (made.equals(whole.replace("\"", "").toLowerCase(Locale.ROOT)) && made.length() <= MAX_NAME) {
            return made;
        }
        String number =
                String.format(Locale.ROOT, "_%08x", String.join("\u0000", parts).hashCode());
        return made.substring(0, Math.min(MAX_NAME - number.length(), made.length())) + number;
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
