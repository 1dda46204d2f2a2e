package dev.nexs.orm.doctor.internal.hibernate;

import dev.nexs.orm.doctor.internal.Notes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.boot.model.relational.AuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.Index;
import org.hibernate.mapping.Selectable;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UniqueKey;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * Entities beside the database. Types are compared as the server understands them: both are cast to, and what the driver says
 * of the results is compared, so that {@code int4} and {@code integer} are one.
 */
public final class SchemaComparison {

    /** Types that hold whatever the other one holds: the wider first. */
    private static final Map<String, Set<String>> HOLDS = Map.of(
            "int8", Set.of("int4", "int2"),
            "int4", Set.of("int2"),
            "text", Set.of("varchar", "bpchar"),
            "varchar", Set.of("bpchar"),
            "numeric", Set.of("int8", "int4", "int2"),
            "float8", Set.of("float4"));

    private static final Pattern CREATED_INDEX = Pattern.compile(
            "(?is)^\\s*create\\s+(?:unique\\s+)?index\\s+(?:concurrently\\s+)?(?:if\\s+not\\s+exists\\s+)?"
                    + "(\"[^\"]+\"|[\\w.]+)\\s+on\\s+(?:only\\s+)?(\\S+?)[\\s(].*");
    private static final Pattern CREATED_POLICY =
            Pattern.compile("(?is)^\\s*create\\s+policy\\s+(\"[^\"]+\"|\\w+)\\s+on\\s+(\\S+).*");
    private static final Pattern ROW_SECURITY = Pattern.compile(
            "(?is)^\\s*alter\\s+table\\s+(?:if\\s+exists\\s+)?(\\S+)\\s+(enable|force)\\s+row\\s+level\\s+security.*");
    private static final Pattern VOLATILE = Pattern.compile("(?i).*(random|uuid|nextval|clock_timestamp|txid|xact).*");

    private final MappedModel model;
    private final Connection connection;
    private final Notes notes;
    private final Map<String, Typed> types = new HashMap<>();
    private int compared;
    private int columns;

    private SchemaComparison(MappedModel model, Connection connection, Notes notes) {
        this.model = model;
        this.connection = connection;
        this.notes = notes;
    }

    /** Compares everything. */
    public static void run(MappedModel model, Connection connection, Notes notes) throws SQLException {
        SchemaComparison comparison = new SchemaComparison(model, connection, notes);
        for (Table table : model.tables()) {
            comparison.compare(table);
        }
        for (Namespace namespace : model.metadata().getDatabase().getNamespaces()) {
            for (Sequence sequence : namespace.getSequences()) {
                comparison.compare(sequence);
            }
        }
        for (AuxiliaryDatabaseObject object : model.metadata().getDatabase().getAuxiliaryDatabaseObjects()) {
            for (String statement : model.statements(object)) {
                comparison.compare(statement);
            }
        }
        if (comparison.columns == 0) {
            notes.error(
                    "schema.nothing-compared",
                    "schema",
                    "No column was compared, so this says nothing about the schema",
                    "Name the entities, and see that their tables are in the database and on the search_path");
        }
        notes.examined(comparison.compared);
    }

    private void compare(Table table) throws SQLException {
        String name = model.sqlName(table);
        LiveTable live = LiveTable.read(connection, name);
        if (live == null) {
            notes.error("schema.table", name, "The table is not there", "Create it by a migration");
            return;
        }
        Set<String> mapped = new HashSet<>();
        for (Column column : table.getColumns()) {
            mapped.add(MappedModel.catalogueName(column));
            compare(table, column, live);
        }
        if (!live.kind().equals("r") && !live.kind().equals("p")) {
            return;
        }
        for (LiveTable.LiveColumn column : live.columns().values()) {
            if (!mapped.contains(column.name())
                    && column.notNull()
                    && column.fallback() == null
                    && !column.filledByServer()) {
                notes.error(
                        "schema.extra-column",
                        name + "." + column.name(),
                        "The column must not be null, has no default, and no entity knows it: every INSERT fails",
                        "Give it a default, or let it be null until every running release writes it");
            }
        }
        compareKeys(table, name, live);
    }

    private void compare(Table table, Column column, LiveTable table2) throws SQLException {
        String name = model.sqlName(table) + "." + MappedModel.catalogueName(column);
        LiveTable.LiveColumn live = table2.columns().get(MappedModel.catalogueName(column));
        if (live == null) {
            notes.error("schema.column", name, "The column is not there", "Add it by a migration");
            return;
        }
        compared++;
        columns++;
        compareTypes(name, column.getSqlType(model.metadata()), live.type());
        compareEnums(name, column, live, table2.oid());
        boolean key = table.getPrimaryKey() != null && table.getPrimaryKey().containsColumn(column);
        boolean mayBeNull = column.isNullable() && !key;
        if (mayBeNull && live.notNull() && live.fallback() == null && !live.filledByServer()) {
            notes.error(
                    "schema.nullability",
                    name,
                    "The entity may hold null, the column must not",
                    "Say nullable = false in the mapping, or drop NOT NULL");
        } else if (!mayBeNull
                && !live.notNull()
                && !table2.kind().equals("v")
                && !table2.kind().equals("m")) {
            notes.warn(
                    "schema.nullability",
                    name,
                    "The entity never holds null, the column may",
                    "ALTER TABLE … ALTER COLUMN … SET NOT NULL (check it first by a NOT VALID constraint on a large"
                            + " table)");
        }
        if (column.isIdentity() && !live.filledByServer() && live.fallback() == null) {
            notes.error(
                    "schema.default",
                    name,
                    "The entity leaves the id to the server, the column has no identity and no default",
                    "ALTER TABLE … ALTER COLUMN … ADD GENERATED BY DEFAULT AS IDENTITY");
        }
        compareDefaults(name, column, live);
    }

    private void compareDefaults(String name, Column column, LiveTable.LiveColumn live) throws SQLException {
        String wanted = column.getDefaultValue();
        if (wanted == null) {
            return;
        }
        String actual = live.fallback();
        if (actual == null) {
            notes.warn(
                    "schema.default",
                    name,
                    "The mapping says the default is " + wanted + ", the column has none",
                    "ALTER TABLE … ALTER COLUMN … SET DEFAULT " + wanted);
        } else if (!VOLATILE.matcher(wanted + actual).matches() && !isSame(wanted, actual, live.type())) {
            notes.warn(
                    "schema.default",
                    name,
                    "The mapping says the default is " + wanted + ", the column's is " + actual,
                    "Make both say the same");
        }
    }

    private boolean isSame(String wanted, String actual, String type) throws SQLException {
        String text = ask("select (cast(" + wanted + " as " + type + "))::text is not distinct from (cast(" + actual
                + " as " + type + "))::text");
        return text == null || text.equals("t");
    }

    /** {@return the first column of the first row as text, or null where the server refuses the question} */
    private @Nullable String ask(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("08")) {
                throw e;
            }
            return null;
        }
    }

    /** A type as the driver sees it. */
    private record Typed(String name, int precision, int scale) {}

    private @Nullable Typed typed(String type) throws SQLException {
        Typed known = types.get(type);
        if (known != null) {
            return known;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select cast(null as " + type + ")")) {
            ResultSetMetaData data = row.getMetaData();
            Typed made = new Typed(bare(data.getColumnTypeName(1)), data.getPrecision(1), data.getScale(1));
            types.put(type, made);
            return made;
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("08")) {
                throw e;
            }
            return null;
        }
    }

    private static String bare(String type) {
        return switch (type) {
            case "serial" -> "int4";
            case "bigserial" -> "int8";
            case "smallserial" -> "int2";
            default -> type;
        };
    }

    private void compareTypes(String name, String wantedType, String actualType) throws SQLException {
        Typed wanted = typed(wantedType);
        Typed actual = typed(actualType);
        if (wanted == null || actual == null) {
            notes.error(
                    "schema.type-unknown",
                    name,
                    "The server knows no type " + (wanted == null ? wantedType : actualType),
                    "Create the type or the extension that has it, or leave constraints out of columnDefinition");
            return;
        }
        String remedy = "Change the column by a migration, or the mapping";
        if (wanted.name.equals(actual.name)) {
            if (isShorter(actual, wanted)) {
                notes.error(
                        "schema.length",
                        name,
                        "The mapping has " + wantedType + ", the column is " + actualType
                                + " and refuses what is longer",
                        remedy);
            }
            return;
        }
        String evidence = "The mapping has " + wantedType + ", the column is " + actualType;
        boolean arrays = actual.name.startsWith("_") && wanted.name.startsWith("_");
        String held = arrays ? wanted.name.substring(1) : wanted.name;
        if (HOLDS.getOrDefault(arrays ? actual.name.substring(1) : actual.name, Set.of())
                .contains(held)) {
            if (isNumber(held)) {
                notes.warn(
                        "schema.type",
                        name,
                        evidence + ": what the column can hold the entity cannot read",
                        "Make the attribute as wide as the column");
            }
            return;
        }
        notes.error("schema.type", name, evidence, remedy);
    }

    private static boolean isNumber(String type) {
        return type.startsWith("int") || type.startsWith("float") || type.equals("numeric");
    }

    private static boolean isShorter(Typed actual, Typed wanted) {
        boolean sized = Set.of("varchar", "bpchar", "numeric", "bit", "varbit").contains(actual.name);
        boolean bounded = actual.precision > 0 && actual.precision < Integer.MAX_VALUE;
        if (!sized || !bounded) {
            return false;
        }
        boolean unbounded = wanted.precision <= 0 || wanted.precision == Integer.MAX_VALUE;
        return unbounded
                || actual.precision - actual.scale < wanted.precision - wanted.scale
                || (actual.name.equals("numeric") && actual.scale < wanted.scale);
    }

    private void compareEnums(String name, Column column, LiveTable.LiveColumn live, long table) throws SQLException {
        if (!(column.getValue() instanceof BasicValue value)) {
            return;
        }
        Class<?> java = value.resolve().getDomainJavaType().getJavaTypeClass();
        int code = value.resolve().getJdbcType().getDefaultSqlTypeCode();
        if (!java.isEnum()
                || value.resolve().getValueConverter() != null
                || !(code == SqlTypes.VARCHAR || code == SqlTypes.NAMED_ENUM || code == SqlTypes.ENUM)) {
            return;
        }
        List<String> constants = Arrays.stream(java.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
        Set<String> labels = new LinkedHashSet<>();
        notes.check(
                connection,
                name,
                "select e.enumlabel from pg_catalog.pg_enum e where e.enumtypid = pg_catalog.to_regtype(?)",
                row -> labels.add(row.getString(1)),
                live.type());
        List<String> missing;
        if (!labels.isEmpty()) {
            missing = constants.stream()
                    .filter(constant -> !labels.contains(constant))
                    .toList();
        } else {
            missing = refused(constants, live, table);
        }
        if (!missing.isEmpty()) {
            notes.error(
                    "schema.enum",
                    name,
                    "The database refuses " + String.join(", ", missing) + " of " + java.getSimpleName(),
                    labels.isEmpty()
                            ? "Replace the check constraint by one that allows it, before the release that writes it"
                            : "ALTER TYPE " + live.type() + " ADD VALUE '" + missing.get(0) + "'");
        }
        List<String> unknown =
                labels.stream().filter(label -> !constants.contains(label)).toList();
        if (!unknown.isEmpty()) {
            notes.warn(
                    "schema.enum",
                    name,
                    java.getSimpleName() + " does not know " + String.join(", ", unknown)
                            + ": a row that has it cannot be read",
                    "Add the constant");
        }
    }

    /** Has the server try the check constraints of one column with each constant. */
    private List<String> refused(List<String> constants, LiveTable.LiveColumn live, long table) throws SQLException {
        List<String> checks = new ArrayList<>();
        notes.check(
                connection,
                live.name(),
                "select pg_get_expr(c.conbin, c.conrelid) from pg_catalog.pg_constraint c join pg_catalog.pg_attribute a"
                        + " on a.attrelid = c.conrelid and c.conkey = array[a.attnum] where c.contype = 'c' and"
                        + " c.conrelid = ? and a.attname = ?",
                row -> checks.add(row.getString(1)),
                table,
                live.name());
        List<String> refused = new ArrayList<>();
        for (String constant : constants) {
            for (String check : checks) {
                String answer = ask("select (" + check + ") from (select cast('" + constant + "' as " + live.type()
                        + ") as \"" + live.name().replace("\"", "\"\"") + "\") t");
                if ("f".equals(answer)) {
                    refused.add(constant);
                    break;
                }
            }
        }
        return refused;
    }

    private void compareKeys(Table table, String name, LiveTable live) throws SQLException {
        for (ForeignKey key : table.getForeignKeyCollection()) {
            if (!key.isCreationEnabled() || !key.isPhysicalConstraint()) {
                continue;
            }
            compared++;
            List<String> columns = names(key.getColumns());
            LiveTable target = LiveTable.read(connection, model.sqlName(key.getReferencedTable()));
            boolean there = live.foreignKeys().stream()
                    .anyMatch(other -> new HashSet<>(other.columns()).equals(new HashSet<>(columns))
                            && target != null
                            && other.target() == target.oid());
            if (!there) {
                notes.warn(
                        "schema.foreign-key",
                        name + "(" + String.join(", ", columns) + ")",
                        "No foreign key leads to " + model.sqlName(key.getReferencedTable()),
                        "ALTER TABLE … ADD FOREIGN KEY … NOT VALID, then VALIDATE CONSTRAINT; or say"
                                + " @ForeignKey(NO_CONSTRAINT)");
            }
        }
        Set<List<String>> unique = new LinkedHashSet<>();
        for (UniqueKey key : table.getUniqueKeys().values()) {
            unique.add(names(key.getColumns()));
        }
        for (Column column : table.getColumns()) {
            if (column.isUnique()) {
                unique.add(List.of(MappedModel.catalogueName(column)));
            }
        }
        for (List<String> columns : unique) {
            compared++;
            if (!live.isUniqueBy(columns)) {
                notes.error(
                        "schema.unique",
                        name + "(" + String.join(", ", columns) + ")",
                        "The mapping says that it is unique, no index of the database makes it so",
                        "CREATE UNIQUE INDEX CONCURRENTLY, after the duplicates are gone");
            }
        }
        for (Index index : table.getIndexes().values()) {
            List<String> columns = new ArrayList<>();
            for (Selectable selectable : index.getSelectables()) {
                if (selectable instanceof Column column) {
                    columns.add(MappedModel.catalogueName(column));
                }
            }
            compared++;
            boolean there = columns.size() == index.getSelectables().size()
                    ? live.indexes().stream().anyMatch(other -> other.valid() && other.beginsWith(columns))
                    : LiveTable.read(connection, index.getQuotedName(model.dialect())) != null;
            if (!there) {
                notes.warn(
                        "schema.index",
                        name + "(" + String.join(", ", columns) + ")",
                        "The mapping's index " + index.getName() + " is not there",
                        "CREATE INDEX CONCURRENTLY ON " + name + " (" + String.join(", ", columns) + ")");
            }
        }
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(MappedModel::catalogueName).toList();
    }

    private void compare(Sequence sequence) throws SQLException {
        String name = model.sqlName(sequence);
        compared++;
        boolean[] there = new boolean[1];
        notes.check(
                connection,
                name,
                "select seqincrement from pg_catalog.pg_sequence where seqrelid = pg_catalog.to_regclass(?)",
                row -> {
                    there[0] = true;
                    if (row.getLong(1) != sequence.getIncrementSize()) {
                        notes.error(
                                "schema.sequence",
                                name,
                                "The mapping takes " + sequence.getIncrementSize()
                                        + " ids at a time, the sequence steps" + " by " + row.getLong(1)
                                        + ": ids collide or are lost",
                                "ALTER SEQUENCE " + name + " INCREMENT BY " + sequence.getIncrementSize()
                                        + ", or set allocationSize = " + row.getLong(1));
                    }
                },
                name);
        if (!there[0]) {
            notes.error("schema.sequence", name, "The sequence is not there", "Create it by a migration");
        }
    }

    /** What other parts of the mapping create beside tables: indexes, policies. */
    private void compare(String statement) throws SQLException {
        Matcher index = CREATED_INDEX.matcher(statement);
        if (index.matches()) {
            compared++;
            String schema = index.group(2).contains(".")
                    ? index.group(2).substring(0, index.group(2).lastIndexOf('.') + 1)
                    : "";
            String found = askWith(
                    "select i.indisvalid from pg_catalog.pg_index i where i.indexrelid = pg_catalog.to_regclass(?)",
                    schema + index.group(1));
            if (!"t".equals(found)) {
                notes.warn(
                        "schema.index",
                        index.group(1),
                        found == null ? "The mapping's index is not there" : "The mapping's index is invalid",
                        statement.strip());
            }
            return;
        }
        Matcher policy = CREATED_POLICY.matcher(statement);
        if (policy.matches()) {
            compared++;
            if (askWith(
                            "select true from pg_catalog.pg_policy where polrelid = pg_catalog.to_regclass(?) and polname ="
                                    + " ?",
                            policy.group(2),
                            policy.group(1).replace("\"", ""))
                    == null) {
                notes.error(
                        "schema.policy",
                        policy.group(2),
                        "The policy " + policy.group(1) + " is not there",
                        statement.strip());
            }
            return;
        }
        Matcher security = ROW_SECURITY.matcher(statement);
        if (security.matches()) {
            compared++;
            boolean force = security.group(2).toLowerCase(Locale.ROOT).equals("force");
            if (!Objects.equals(
                    askWith(
                            "select " + (force ? "relforcerowsecurity" : "relrowsecurity")
                                    + " from pg_catalog.pg_class where oid = pg_catalog.to_regclass(?)",
                            security.group(1)),
                    "t")) {
                notes.error(
                        "schema.policy",
                        security.group(1),
                        "Row-level security is not " + (force ? "forced" : "enabled"),
                        statement.strip());
            }
        }
    }

    private @Nullable String askWith(String sql, String... arguments) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                query.setString(i + 1, arguments[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
