/**
 * Loads many collections or entities of one association with one statement. It stands on Hibernate's own select
 * builder, so that ordering, filters, eager fetches, inheritance and soft-delete restrictions are Hibernate's; only the
 * restriction by key, and the choice of keys, is ours.
 */
@NullMarked
package dev.nexs.associations.internal.hibernate.load;

import org.jspecify.annotations.NullMarked;
