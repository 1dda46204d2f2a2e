/**
 * JSONB and PostgreSQL arrays as first-class citizens of an entity, of HQL, of Criteria and of the schema.
 *
 * <p>The idea: PostgreSQL's operators, not its functions, are what indexes answer. So every function that this module
 * adds to HQL is rendered as the operator that a GIN index knows, and the types compare and copy values by content, so
 * that neither {@code equals} nor {@code Serializable} is asked of a class that is stored as a document. What Hibernate
 * and Hypersistence Utils already do well is left to them.
 *
 * <p>The price: a mutable document costs a copy of its structure (strings and numbers are shared) for each managed
 * entity, and a walk over it at each flush. A record that holds only immutable values costs neither.
 */
@NullMarked
package dev.nexs.types;

import org.jspecify.annotations.NullMarked;
