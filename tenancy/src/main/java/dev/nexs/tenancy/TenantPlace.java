package dev.nexs.tenancy;

/**
 * Where a tenant's data is. An empty text stands for what all tenants share.
 *
 * @param cluster the name of a configured cluster
 * @param database the database
 * @param schema the schema
 * @param since the epoch at which the tenant came here
 */
public record TenantPlace(String cluster, String database, String schema, long since) {

    TenantPlace at(long epoch) {
        return new TenantPlace(cluster, database, schema, epoch);
    }

    @Override
    public String toString() {
        String where = (cluster.isEmpty() ? "" : " cluster " + cluster)
                + (database.isEmpty() ? "" : " database " + database)
                + (schema.isEmpty() ? "" : " schema " + schema);
        return where.isEmpty() ? "shared tables" : where.trim();
    }
}
