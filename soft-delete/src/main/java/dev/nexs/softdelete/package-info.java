/**
 * Soft delete for Hibernate: {@code remove} marks a row instead of deleting it, reads hide what is marked, and the
 * trash can be shown, restored and purged.
 *
 * <p>The idea: the restriction is part of each entity's mapping, not text added to a query, and an empty fetch profile
 * switches it. A fetch profile is part of the key of every plan cache in Hibernate, so a plan that shows the trash can
 * never serve a query that hides it, and the default path stays as cached as hand-written HQL. The price: one predicate
 * per query, one hidden state value per entity, and the use of Hibernate's incubating SPI, which is confined to
 * the packages below {@code dev.nexs.softdelete.internal.hibernate}.
 */
@NullMarked
package dev.nexs.softdelete;

import org.jspecify.annotations.NullMarked;
