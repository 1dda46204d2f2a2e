/**
 * Works on the members of a collection that is not loaded. Rows of link tables are written by Hibernate's own collection
 * persister, which is handed a collection that holds just the rows in question.
 */
@NullMarked
package dev.nexs.associations.internal.hibernate.members;

import org.jspecify.annotations.NullMarked;
