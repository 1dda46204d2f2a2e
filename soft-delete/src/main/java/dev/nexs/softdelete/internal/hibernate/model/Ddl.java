package dev.nexs.softdelete.internal.hibernate.model;

import org.hibernate.boot.model.relational.AbstractAuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.QualifiedTableName;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Table;

/**
 * One statement of DDL that is complete once the default schema is known: a beginning, the table, an end.
 *
 * @param before what stands before the name of the table
 * @param table the table
 * @param after what stands behind it
 */
public record Ddl(String before, QualifiedTableName table, String after) {

    /** Of a table of the mapping. */
    public Ddl(String before, Table table, String after) {
        this(before, table.getQualifiedTableName(), after);
    }

    /** The statement. */
    public String sql(SqlStringGenerationContext context) {
        return before + context.format(table) + after;
    }

    /** As a part of the schema that Hibernate generates. It goes with its table, so there is nothing to drop. */
    public AbstractAuxiliaryDatabaseObject generated() {
        return new Generated(this);
    }

    private static final class Generated extends AbstractAuxiliaryDatabaseObject {

        private static final long serialVersionUID = 1L;

        private final transient Ddl ddl;

        Generated(Ddl ddl) {
            this.ddl = ddl;
        }

        @Override
        public String[] sqlCreateStrings(SqlStringGenerationContext context) {
            return new String[] {ddl.sql(context)};
        }

        @Override
        public String[] sqlDropStrings(SqlStringGenerationContext context) {
            return new String[0];
        }
    }
}
