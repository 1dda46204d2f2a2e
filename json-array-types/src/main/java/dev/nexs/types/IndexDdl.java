package dev.nexs.types;

import dev.nexs.types.internal.hibernate.ddl.IndexStatements;
import java.util.List;
import org.hibernate.boot.Metadata;

/** The statements that create the declared indexes, for a migration. */
public final class IndexDdl {

    private IndexDdl() {}

    /**
     * One {@code create index if not exists} for each {@link GinIndex} and {@link BtreeJsonIndex} of the mapped
     * entities. For a large table that is in use, insert {@code concurrently} and run it outside a transaction.
     */
    public static List<String> of(Metadata metadata) {
        return IndexStatements.of(metadata);
    }
}
