/**
 * A resilient PostgreSQL datasource: it discovers its cluster, routes reads to replicas, survives failover and knows
 * the outcome of its commits.
 */
@NullMarked
package dev.nexs.orm;

import org.jspecify.annotations.NullMarked;
