package dev.nexs.softdelete.internal.hibernate.model;

import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.from.TableReference;
import org.hibernate.sql.model.ast.ColumnValueBinding;
import org.hibernate.sql.model.ast.ColumnWriteFragment;

/**
 * The marker of the rows of a collection table.
 *
 * @param marker never {@link Marker#DEFAULT}
 * @param column the marker column as SQL writes it
 * @param ddl what an older schema lacks, as statements for a migration
 */
public record RowDefinition(Marker marker, String column, List<Ddl> ddl) {

    /** The marker column, in this collection table. */
    public MarkerColumn column(String table, SessionFactoryImplementor factory) {
        return new MarkerColumn(
                table, column, factory.getTypeConfiguration().getBasicTypeForJavaType(MarkerSql.javaType(marker)));
    }

    /** The marker of a row that is written, as it is while the row is live. */
    public ColumnValueBinding live(TableReference table, MarkerColumn mapping) {
        return new ColumnValueBinding(
                new ColumnReference(table, mapping), new ColumnWriteFragment(MarkerSql.liveValue(marker), mapping));
    }

    /** The marker of a row that goes to the trash. */
    public ColumnValueBinding trashed(TableReference table, MarkerColumn mapping) {
        return new ColumnValueBinding(
                new ColumnReference(table, mapping), new ColumnWriteFragment(MarkerSql.trashedValue(marker), mapping));
    }
}
