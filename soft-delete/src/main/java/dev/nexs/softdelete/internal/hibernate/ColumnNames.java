package dev.nexs.softdelete.internal.hibernate;

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;

/** Column names as the physical naming strategy wants them. */
final class ColumnNames {

    private ColumnNames() {}

    /** The name in SQL, quoted if the strategy or the user quoted it. */
    static String physical(String logical, MetadataBuildingContext context, InFlightMetadataCollector metadata) {
        Database database = metadata.getDatabase();
        Identifier name = context.getBuildingOptions()
                .getPhysicalNamingStrategy()
                .toPhysicalColumnName(database.toIdentifier(logical), database.getJdbcEnvironment());
        return name.render(database.getDialect());
    }
}
