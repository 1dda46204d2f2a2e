/**
 * Tenants on PostgreSQL: who is asking is said by {@link dev.nexs.tenancy.TenantContext}, who there is by a registry, and
 * what a tenant's session can reach by the strategy: a schema, a database, rows under row-level security, or a schema on
 * one of several clusters.
 *
 * <p>A session belongs to one tenant. Each statement on its connection is admitted by what this instance knows of the
 * tenant, so a suspension ends work that is under way. Knowledge comes from the registry by notices and by a lease: an
 * instance that has not read the registry for longer than the lease refuses everybody. Whatever cannot be undone on a
 * connection ends that connection.
 */
@NullMarked
package dev.nexs.tenancy;

import org.jspecify.annotations.NullMarked;
