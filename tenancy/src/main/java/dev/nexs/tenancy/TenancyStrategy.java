package dev.nexs.tenancy;

/** How tenants are kept apart. */
public enum TenancyStrategy {
    /** A schema for each tenant. */
    SCHEMA,
    /** A database for each tenant. */
    DATABASE,
    /** Rows of shared tables, told apart by a column and kept apart by row-level security. */
    ROW,
    /** A schema for each tenant, on one of several clusters. */
    CLUSTER;

    /** {@return whether each tenant has tables of its own} */
    public boolean hasTablesPerTenant() {
        return this != ROW;
    }
}
