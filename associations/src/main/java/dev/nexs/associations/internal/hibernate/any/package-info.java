/**
 * Polymorphic associations, to-ones whose connection is on the other side, and triggers that keep columns of parents. The
 * annotations are translated into Hibernate's own while it reads the classes; once all
 * entities are known, names and identifier types are checked, and indexes and triggers join the schema.
 */
@NullMarked
package dev.nexs.associations.internal.hibernate.any;

import org.jspecify.annotations.NullMarked;
