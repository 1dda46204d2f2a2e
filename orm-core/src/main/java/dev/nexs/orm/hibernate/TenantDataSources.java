package dev.nexs.orm.hibernate;

import dev.nexs.orm.NexsDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a provider of tenants' connections unwraps to if it has them of datasources of ours: units of work then find the node
 * in those, so that replicas, tokens and the resolution of commits work for each tenant. Thread-safe.
 */
public interface TenantDataSources {

    /** Finds a node and borrows from it. */
    @FunctionalInterface
    interface Borrower {
        /** {@return a connection of {@code source}} */
        Connection from(NexsDataSource source) throws SQLException;
    }

    /**
     * Admits the tenant, and has {@code borrower} borrow from its datasource.
     *
     * @param tenant as Hibernate's resolver says it
     * @return what was borrowed as a connection of the tenant; closing it gives both back
     */
    Connection borrow(Object tenant, Borrower borrower) throws SQLException;

    /** {@return the datasource of the cluster that a tenant is on, which knows what callers have seen of it} */
    NexsDataSource cluster(Object tenant);
}
