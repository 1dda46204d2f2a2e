package dev.nexs.associations.internal.hibernate.mapping;

import java.util.Locale;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;

/** Names and values as PostgreSQL reads them. */
final class Sql {

    private Sql() {}

    /** {@return the table's name with its schema or the default schema, quoted as the schema tool creates it} */
    static String table(Table table, SqlStringGenerationContext context) {
        return schema(table, context) + name(table.getName(), table.isQuoted());
    }

    /** {@return the table's schema or the default schema with a dot, or nothing} */
    static String schema(Table table, SqlStringGenerationContext context) {
        if (table.getSchema() != null) {
            return name(table.getSchema(), table.isSchemaQuoted()) + ".";
        }
        Identifier schema = context.getDefaultSchema();
        return schema == null ? "" : name(schema.getText(), schema.isQuoted()) + ".";
    }

    private static String name(String name, boolean quoted) {
        return identifier(quoted ? name : name.toLowerCase(Locale.ROOT));
    }

    static String column(Column column) {
        return name(column.getName(), column.isQuoted());
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
