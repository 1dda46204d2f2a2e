package dev.nexs.softdelete.internal.hibernate;

import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** Takes one row out of the trash. The row must still be there, and still have the version that was read. */
public final class RestoreStatement {

    private RestoreStatement() {}

    /** Restores the row and returns whether it was in the trash. */
    public static boolean execute(SharedSessionContractImplementor session, SoftDeletePersister persister, Object id) {
        EntityDefinition definition = persister.trash().marker().definition();
        String live = MarkerSql.liveValue(definition.marker());
        StringBuilder sql = new StringBuilder("update ")
                .append(persister.getIdentifierTableName())
                .append(" set ")
                .append(definition.column())
                .append(" = ")
                .append(live == null ? "null" : live);
        if (persister.isVersioned()) {
            sql.append(", ")
                    .append(persister.getVersionMapping().getSelectionExpression())
                    .append(" = ")
                    .append(VersionSql.next(persister.getVersionMapping()));
        }
        if (definition.batchColumn() != null) {
            sql.append(", ").append(definition.batchColumn()).append(" = null");
        }
        if (definition.deletedByColumn() != null) {
            sql.append(", ").append(definition.deletedByColumn()).append(" = null");
        }
        sql.append(" where ")
                .append(KeySql.restriction(persister))
                .append(" and ")
                .append(MarkerSql.trashed(definition.marker(), definition.column()));
        return NativeStatements.execute(
                        session, sql.toString(), statement -> KeySql.bind(statement, 1, persister, id, session))
                > 0;
    }
}
