package dev.nexs.types.internal.hibernate.ddl;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.model.relational.internal.SqlStringGenerationContextImpl;

/** The statements of all declared indexes. */
public final class IndexStatements {

    private IndexStatements() {}

    /** One for each index. */
    public static List<String> of(Metadata metadata) {
        Database database = metadata.getDatabase();
        SqlStringGenerationContext context =
                SqlStringGenerationContextImpl.fromConfigurationMap(database.getJdbcEnvironment(), database, Map.of());
        return database.getAuxiliaryDatabaseObjects().stream()
                .filter(IndexObject.class::isInstance)
                .flatMap(index -> Arrays.stream(index.sqlCreateStrings(context)))
                .toList();
    }
}
