package dev.nexs.cli;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/** Java sources made of a schema's catalogue. */
final class EntitySources {

    private static final String PERSISTENCE = "jakarta.persistence.";

    private final String packageName;
    private final Map<String, Table> tables = new TreeMap<>();
    private final Map<String, List<String>> enums = new TreeMap<>();
    private final Map<String, String> sources = new TreeMap<>();
    private final List<String> skipped = new ArrayList<>();

    private EntitySources(String packageName) {
        this.packageName = packageName;
    }

    /** Sources by class name, and a sentence for each table that has none. */
    record Result(Map<String, String> sources, List<String> skipped) {}

    private record Column(
            String name,
            String type,
            int length,
            int precision,
            int scale,
            int dimensions,
            boolean notNull,
            boolean identity,
            boolean generated,
            @Nullable String sequence,
            long increment,
            @Nullable String enumType) {}

    private record Reference(List<String> columns, String target) {}

    private record Table(
            String name,
            boolean rowSecurity,
            List<String> key,
            Map<String, Column> columns,
            List<Reference> references,
            Set<List<String>> unique) {}

    static Result of(Connection connection, String schema, String packageName, boolean records) throws SQLException {
        EntitySources made = new EntitySources(packageName);
        made.read(connection, schema);
        made.enums.forEach(made::writeEnum);
        for (Table table : made.tables.values()) {
            if (records) {
                made.writeRecord(table);
            } else if (table.key().isEmpty()) {
                made.skipped.add(table.name() + " has no primary key, so no entity can be made of it");
            } else {
                made.writeEntity(table, schema);
            }
        }
        return new Result(made.sources, made.skipped);
    }

    // ------------------------------------------------------------------ reading

    private void read(Connection connection, String schema) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select c.oid, c.relname, c.relrowsecurity from pg_catalog.pg_class c join pg_catalog.pg_namespace n on"
                        + " n.oid = c.relnamespace where n.nspname = ? and c.relkind in ('r', 'p') and not c.relispartition"
                        + " and c.relname <> 'flyway_schema_history' order by c.relname")) {
            query.setString(1, schema);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    long oid = row.getLong(1);
                    tables.put(
                            row.getString(2),
                            new Table(
                                    row.getString(2),
                                    row.getBoolean(3),
                                    key(connection, oid),
                                    columns(connection, oid),
                                    references(connection, oid),
                                    unique(connection, oid)));
                }
            }
        }
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("The schema " + schema + " has no tables that the login can see");
        }
    }

    private Map<String, Column> columns(Connection connection, long oid) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select a.attname, coalesce(e.typname, t.typname), a.atttypmod, a.attndims, a.attnotnull,"
                        + " a.attidentity <> '', a.attgenerated <> '', s.relname, q.seqincrement,"
                        + " coalesce(e.oid, t.oid), coalesce(e.typtype, t.typtype)"
                        + " from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid"
                        + " left join pg_catalog.pg_type e on e.oid = t.typelem and t.typcategory = 'A'"
                        + " left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum"
                        + " left join pg_catalog.pg_depend p on p.classid = 'pg_attrdef'::regclass and p.objid = d.oid"
                        + " and p.refclassid = 'pg_class'::regclass and p.deptype = 'n'"
                        + " left join pg_catalog.pg_class s on s.oid = p.refobjid and s.relkind = 'S'"
                        + " left join pg_catalog.pg_sequence q on q.seqrelid = s.oid"
                        + " where a.attrelid = ? and a.attnum > 0 and not a.attisdropped order by a.attnum")) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String type = row.getString(2);
                    int modifier = row.getInt(3);
                    boolean numeric = type.equals("numeric") && modifier > 4;
                    boolean sized = Set.of("varchar", "bpchar").contains(type) && modifier > 4;
                    String enumType = row.getString(11).equals("e") ? type : null;
                    if (enumType != null) {
                        enums.put(enumType, labels(connection, row.getLong(10)));
                    }
                    columns.put(
                            row.getString(1),
                            new Column(
                                    row.getString(1),
                                    type,
                                    sized ? modifier - 4 : 0,
                                    numeric ? ((modifier - 4) >> 16) & 0xffff : 0,
                                    numeric ? (modifier - 4) & 0x7ff : 0,
                                    row.getInt(4),
                                    row.getBoolean(5),
                                    row.getBoolean(6),
                                    row.getBoolean(7),
                                    row.getString(8),
                                    row.getLong(9),
                                    enumType));
                }
            }
        }
        return columns;
    }

    private static List<String> labels(Connection connection, long type) throws SQLException {
        List<String> labels = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select enumlabel from pg_catalog.pg_enum where enumtypid = ? order by enumsortorder")) {
            query.setLong(1, type);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    labels.add(row.getString(1));
                }
            }
        }
        return labels;
    }

    private static final String COLUMNS =
            "(select array_agg(a.attname::text order by k.place) from unnest(c.conkey) with"
                    + " ordinality k(number, place) join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum ="
                    + " k.number)";

    private static List<String> key(Connection connection, long oid) throws SQLException {
        List<List<String>> keys = constraints(connection, oid, 'p');
        return keys.isEmpty() ? List.of() : keys.get(0);
    }

    private static Set<List<String>> unique(Connection connection, long oid) throws SQLException {
        return Set.copyOf(constraints(connection, oid, 'u'));
    }

    private static List<List<String>> constraints(Connection connection, long oid, char kind) throws SQLException {
        List<List<String>> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("select " + COLUMNS
                + " from pg_catalog.pg_constraint c where c.conrelid = ? and c.contype = '" + kind + "'")) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(strings(row.getArray(1)));
                }
            }
        }
        return found;
    }

    private static List<Reference> references(Connection connection, long oid) throws SQLException {
        List<Reference> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("select " + COLUMNS
                + ", t.relname from pg_catalog.pg_constraint c join pg_catalog.pg_class t on t.oid = c.confrelid join"
                + " pg_catalog.pg_constraint k on k.conrelid = c.confrelid and k.contype = 'p' and k.conkey = c.confkey"
                + " where c.conrelid = ? and c.contype = 'f' order by c.conname")) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(new Reference(strings(row.getArray(1)), row.getString(2)));
                }
            }
        }
        return found;
    }

    private static List<String> strings(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    // ------------------------------------------------------------------ names

    static String className(String name) {
        String joined = Arrays.stream(name.split("[^A-Za-z0-9]+"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining());
        return Character.isJavaIdentifierStart(joined.charAt(0)) ? joined : "T" + joined;
    }

    static String fieldName(String name) {
        String made = className(name);
        made = made.substring(0, 1).toLowerCase(Locale.ROOT) + made.substring(1);
        return SourceVersion.isKeyword(made) ? made + "_" : made;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** A name that the server would not fold to itself is quoted, as Hibernate asks for it. */
    private static String sqlName(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? quoted(name) : quoted("`" + name + "`");
    }

    private static boolean isNameOfJava(String label) {
        return SourceVersion.isIdentifier(label) && !SourceVersion.isKeyword(label);
    }

    // ------------------------------------------------------------------ writing

    private void writeEnum(String name, List<String> labels) {
        if (!labels.stream().allMatch(EntitySources::isNameOfJava)) {
            return;
        }
        sources.put(
                className(name),
                "package " + packageName + ";\n\n/** The type " + name + " of the database. */\npublic enum "
                        + className(name) + " {\n    " + String.join(",\n    ", labels) + "\n}\n");
    }

    private void writeRecord(Table table) {
        String components = table.columns().values().stream()
                .map(column -> "        " + shape(column).java(!column.notNull()) + " " + fieldName(column.name()))
                .collect(Collectors.joining(",\n"));
        sources.put(
                className(table.name()),
                "package " + packageName + ";\n\n/** A row of " + table.name() + ". */\npublic record "
                        + className(table.name()) + "(\n" + components + ") {}\n");
    }

    /** How a column is held: its Java type, and annotations beside {@code @Column}. */
    private record Shape(
            String type,
            String primitive,
            List<String> annotations,
            @Nullable String definition) {

        String java(boolean nullable) {
            return nullable ? type : primitive;
        }
    }

    private static Shape plain(String type) {
        return new Shape(type, type, List.of(), null);
    }

    private static Shape number(String type, String primitive) {
        return new Shape(type, primitive, List.of(), null);
    }

    private Shape shape(Column column) {
        Shape element = element(column);
        if (column.dimensions() == 0) {
            return element;
        }
        if (element.definition() != null && column.enumType() == null) {
            return casted("String", column.type() + "[]".repeat(column.dimensions()));
        }
        String array = element.type() + "[]".repeat(column.dimensions());
        return column.dimensions() == 1 && column.enumType() == null
                ? new Shape(array, array, List.of(), null)
                : new Shape(array, array, List.of("@dev.nexs.types.ArrayColumn"), null);
    }

    private Shape element(Column column) {
        if (column.enumType() != null) {
            boolean asEnum =
                    enums.getOrDefault(column.enumType(), List.of()).stream().allMatch(EntitySources::isNameOfJava);
            return asEnum
                    ? new Shape(
                            className(column.enumType()),
                            className(column.enumType()),
                            List.of(
                                    "@" + PERSISTENCE + "Enumerated(" + PERSISTENCE + "EnumType.STRING)",
                                    "@org.hibernate.annotations.JdbcTypeCode(org.hibernate.type.SqlTypes.NAMED_ENUM)"),
                            column.enumType())
                    : casted("String", column.enumType());
        }
        return switch (column.type()) {
            case "bool" -> number("Boolean", "boolean");
            case "int2" -> number("Short", "short");
            case "int4" -> number("Integer", "int");
            case "int8" -> number("Long", "long");
            case "float4" -> number("Float", "float");
            case "float8" -> number("Double", "double");
            case "numeric" -> plain("java.math.BigDecimal");
            case "text" -> coded("String", "LONG32VARCHAR");
            case "varchar" -> column.length() == 0 ? coded("String", "LONG32VARCHAR") : plain("String");
            case "bpchar" -> coded("String", "CHAR");
            case "uuid" -> plain("java.util.UUID");
            case "date" -> plain("java.time.LocalDate");
            case "time" -> plain("java.time.LocalTime");
            case "timestamp" -> plain("java.time.LocalDateTime");
            case "timestamptz" -> plain("java.time.Instant");
            case "bytea" -> plain("byte[]");
            case "jsonb" ->
                new Shape(
                        "tools.jackson.databind.JsonNode",
                        "tools.jackson.databind.JsonNode",
                        List.of("@dev.nexs.types.JsonbColumn"),
                        null);
            default -> casted("String", column.type());
        };
    }

    private static Shape coded(String type, String code) {
        return new Shape(
                type,
                type,
                List.of("@org.hibernate.annotations.JdbcTypeCode(org.hibernate.type.SqlTypes." + code + ")"),
                null);
    }

    /** A type without a counterpart in Java travels as text. */
    private static Shape casted(String type, String sql) {
        return new Shape(
                type,
                type,
                List.of("@org.hibernate.annotations.ColumnTransformer(write = \"cast(? as " + sql + ")\")"),
                sql);
    }

    private void writeEntity(Table table, String schema) {
        StringBuilder body = new StringBuilder();
        List<String> fields = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        Map<String, Reference> byColumn = new TreeMap<>();
        for (Reference reference : table.references()) {
            Table target = tables.get(reference.target());
            if (reference.columns().size() == 1
                    && target != null
                    && target.key().size() == 1) {
                byColumn.put(reference.columns().get(0), reference);
            }
        }
        boolean softDelete = isSoftDeleted(table);
        for (Column column : table.columns().values()) {
            if (softDelete && column.name().equals("deletion_id")) {
                continue;
            }
            Reference reference = byColumn.get(column.name());
            boolean inKey = table.key().contains(column.name());
            if (reference != null && !inKey) {
                writeReference(table, column, reference, body, fields, names);
            } else {
                writeColumn(table, column, softDelete, body, fields, names);
            }
        }
        writeOtherSides(table, body, fields, names);
        String type = className(table.name());
        StringBuilder source = new StringBuilder(
                        "package " + packageName + ";\n\n/** A row of " + table.name() + ". */\n")
                .append("@")
                .append(PERSISTENCE)
                .append("Entity\n")
                .append("@")
                .append(PERSISTENCE)
                .append("Table(name = ")
                .append(sqlName(table.name()))
                .append(schema.equals("public") ? "" : ", schema = " + sqlName(schema))
                .append(uniqueConstraints(table))
                .append(")\n");
        if (softDelete) {
            source.append("@dev.nexs.softdelete.SoftDeletable(batch = ")
                    .append(table.columns().containsKey("deletion_id"))
                    .append(")\n");
        }
        if (table.key().size() > 1) {
            source.append("@")
                    .append(PERSISTENCE)
                    .append("IdClass(")
                    .append(type)
                    .append(".Key.class)\n");
        }
        source.append("public class ").append(type).append(" {\n\n").append(body);
        source.append("    /** Called by Hibernate. */\n    public ")
                .append(type)
                .append("() {}\n");
        for (String field : fields) {
            int space = field.lastIndexOf(' ');
            accessors(source, field.substring(0, space), field.substring(space + 1));
        }
        if (table.key().size() > 1) {
            writeKey(table, source);
        }
        sources.put(type, source.append("}\n").toString());
    }

    private static boolean isSoftDeleted(Table table) {
        Column marker = table.columns().get("deleted_at");
        return marker != null && marker.type().equals("timestamptz") && !marker.notNull();
    }

    private static String uniqueConstraints(Table table) {
        List<String> all = table.unique().stream()
                .filter(columns -> columns.size() > 1)
                .map(columns -> "@" + PERSISTENCE + "UniqueConstraint(columnNames = {"
                        + columns.stream().map(EntitySources::sqlName).collect(Collectors.joining(", ")) + "})")
                .sorted()
                .toList();
        return all.isEmpty() ? "" : ", uniqueConstraints = {" + String.join(", ", all) + "}";
    }

    private static String free(String name, Set<String> names) {
        String made = name;
        for (int i = 2; !names.add(made); i++) {
            made = name + i;
        }
        return made;
    }

    private void writeReference(
            Table table,
            Column column,
            Reference reference,
            StringBuilder body,
            List<String> fields,
            Set<String> names) {
        String field = free(
                fieldName(
                        column.name().endsWith("_id")
                                ? column.name().substring(0, column.name().length() - 3)
                                : column.name()),
                names);
        body.append("    @")
                .append(PERSISTENCE)
                .append("ManyToOne(fetch = ")
                .append(PERSISTENCE)
                .append("FetchType.LAZY")
                .append(column.notNull() ? ", optional = false" : "")
                .append(")\n");
        body.append("    @")
                .append(PERSISTENCE)
                .append("JoinColumn(name = ")
                .append(sqlName(column.name()))
                .append(column.notNull() ? ", nullable = false" : "")
                .append(isUnique(table, column) ? ", unique = true" : "")
                .append(")\n");
        body.append("    private ")
                .append(className(reference.target()))
                .append(" ")
                .append(field)
                .append(";\n\n");
        fields.add(className(reference.target()) + " " + field);
    }

    private static boolean isUnique(Table table, Column column) {
        return table.unique().contains(List.of(column.name()));
    }

    private void writeColumn(
            Table table,
            Column column,
            boolean softDelete,
            StringBuilder body,
            List<String> fields,
            Set<String> names) {
        Shape shape = shape(column);
        boolean inKey = table.key().contains(column.name());
        String field = free(fieldName(column.name()), names);
        String type = shape.java(!column.notNull() || inKey);
        if (softDelete && column.name().equals("deleted_at")) {
            body.append("    @dev.nexs.softdelete.DeletedAt\n    private java.time.Instant ")
                    .append(field)
                    .append(";\n\n");
            fields.add("java.time.Instant " + field);
            return;
        }
        if (inKey) {
            body.append("    @").append(PERSISTENCE).append("Id\n");
            if (column.identity()) {
                body.append("    @")
                        .append(PERSISTENCE)
                        .append("GeneratedValue(strategy = ")
                        .append(PERSISTENCE)
                        .append("GenerationType.IDENTITY)\n");
            } else if (column.sequence() != null) {
                String name = quoted(table.name() + "_" + column.name());
                body.append("    @")
                        .append(PERSISTENCE)
                        .append("GeneratedValue(strategy = ")
                        .append(PERSISTENCE)
                        .append("GenerationType.SEQUENCE, generator = ")
                        .append(name)
                        .append(")\n");
                body.append("    @")
                        .append(PERSISTENCE)
                        .append("SequenceGenerator(name = ")
                        .append(name)
                        .append(", sequenceName = ")
                        .append(sqlName(column.sequence()))
                        .append(", allocationSize = ")
                        .append(column.increment())
                        .append(")\n");
            }
        }
        if (column.name().equals("tenant_id") && table.rowSecurity()) {
            body.append("    @org.hibernate.annotations.TenantId\n");
        }
        if (column.name().equals("version")
                && column.notNull()
                && Set.of("int4", "int8", "int2").contains(column.type())) {
            body.append("    @").append(PERSISTENCE).append("Version\n");
        }
        shape.annotations()
                .forEach(annotation -> body.append("    ").append(annotation).append("\n"));
        body.append("    @").append(PERSISTENCE).append("Column(name = ").append(sqlName(column.name()));
        if (column.notNull() && !inKey) {
            body.append(", nullable = false");
        }
        if (column.length() > 0) {
            body.append(", length = ").append(column.length());
        }
        if (column.precision() > 0) {
            body.append(", precision = ")
                    .append(column.precision())
                    .append(", scale = ")
                    .append(column.scale());
        }
        if (isUnique(table, column)) {
            body.append(", unique = true");
        }
        if (column.generated()) {
            body.append(", insertable = false, updatable = false");
        }
        if (shape.definition() != null) {
            body.append(", columnDefinition = ").append(quoted(shape.definition()));
        }
        body.append(")\n    private ").append(type).append(" ").append(field).append(";\n\n");
        fields.add(type + " " + field);
    }

    private void writeOtherSides(Table table, StringBuilder body, List<String> fields, Set<String> names) {
        for (Table child : tables.values()) {
            Set<String> taken = new TreeSet<>();
            for (Reference reference : child.references()) {
                boolean mapped = reference.columns().size() == 1
                        && !child.key().contains(reference.columns().get(0))
                        && !child.key().isEmpty()
                        && table.key().size() == 1;
                if (!reference.target().equals(table.name()) || !mapped) {
                    continue;
                }
                String column = reference.columns().get(0);
                String owner = fieldName(column.endsWith("_id") ? column.substring(0, column.length() - 3) : column);
                if (!taken.add(owner)) {
                    continue;
                }
                String type = "java.util.List<" + className(child.name()) + ">";
                String field = free(fieldName(child.name()) + "ListBy" + className(owner), names);
                body.append("    @")
                        .append(PERSISTENCE)
                        .append("OneToMany(mappedBy = ")
                        .append(quoted(owner))
                        .append(")\n")
                        .append("    private ")
                        .append(type)
                        .append(" ")
                        .append(field)
                        .append(" = new java.util.ArrayList<>();\n\n");
                fields.add(type + " " + field);
            }
        }
    }

    private static void accessors(StringBuilder source, String type, String field) {
        String suffix = field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
        source.append("\n    public ")
                .append(type)
                .append(" get")
                .append(suffix)
                .append("() {\n        return ")
                .append(field)
                .append(";\n    }\n\n    public void set")
                .append(suffix)
                .append("(")
                .append(type)
                .append(" ")
                .append(field)
                .append(") {\n        this.")
                .append(field)
                .append(" = ")
                .append(field)
                .append(";\n    }\n");
    }

    private void writeKey(Table table, StringBuilder source) {
        List<String> components = new ArrayList<>();
        for (String name : table.key()) {
            Column column = table.columns().get(name);
            if (column != null) {
                components.add(shape(column).type() + " " + fieldName(name));
            }
        }
        source.append("\n    /** The key. */\n    public record Key(")
                .append(String.join(", ", components))
                .append(") implements java.io.Serializable {}\n");
    }
}
