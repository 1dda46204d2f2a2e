/** Soft delete beside a predicate written by hand, Hibernate's own soft delete and a filter. */
package dev.nexs.benchmarks.softdelete;
