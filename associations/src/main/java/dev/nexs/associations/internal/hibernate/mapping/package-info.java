/**
 * What our annotations become in Hibernate's mapping: polymorphic associations, to-ones whose connection is on the other
 * side, ways through other associations, cached ones, and triggers that keep columns of parents. The annotations are
 * translated into Hibernate's own while it reads the classes; once all entities are known, names and identifier types are
 * checked, and indexes and triggers join the schema.
 */
@NullMarked
package dev.nexs.associations.internal.hibernate.mapping;

import org.jspecify.annotations.NullMarked;
