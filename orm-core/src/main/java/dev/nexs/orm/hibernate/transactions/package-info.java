/**
 * Sessions for units of work. A unit opens a fresh session over the connection that it watches, so Hibernate commits
 * through it. Where a session factory is multi-tenant, the connection is had by way of a second, empty session, so that
 * whatever Hibernate and the tenancy do to a connection is done to it; that session is the price.
 */
@NullMarked
package dev.nexs.orm.hibernate.transactions;

import org.jspecify.annotations.NullMarked;
