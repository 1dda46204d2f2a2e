/**
 * What the trash does once Hibernate's side is in place: restore, physical deletion, purge, DDL. These work in a child
 * session that shares the caller's connection and transaction, so that rows read from the trash never stay behind in
 * the caller's persistence context.
 *
 * <p>The packages below {@code hibernate} are the only place that knows Hibernate's incubating and internal types; a new
 * Hibernate line is their work.
 */
@NullMarked
package dev.nexs.softdelete.internal;

import org.jspecify.annotations.NullMarked;
