package dev.nexs.softdelete.internal.hibernate.boot;

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Column;

/** Column names as the physical naming strategy wants them. */
final class ColumnNames {

    private ColumnNames() {}

    /** The name of a mapped column in SQL. */
    static String sql(Column column, InFlightMetadataCollector metadata) {
        return column.getQuotedName(metadata.getDatabase().getDialect());
    }

    /** The name in SQL, quoted if the strategy or the user quoted it. */
    static String physical(String logical, MetadataBuildingContext context, InFlightMetadataCollector metadata) {
        Database database = metadata.getDatabase();
        Identifier name = context.getBuildingOptions()
                .getPhysicalNamingStrategy()
                .toPhysicalColumnName(database.toIdentifier(logical), database.getJdbcEnvironment());
        return name.render(database.getDialect());
    }
}
