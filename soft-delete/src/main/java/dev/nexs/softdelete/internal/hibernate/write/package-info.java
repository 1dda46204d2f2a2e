/**
 * Writes: the coordinators that mark instead of delete, one entity or many by one statement, what stays when an owner
 * is marked, and references to what was just removed. The state managements are where Hibernate asks for them.
 */
@NullMarked
package dev.nexs.softdelete.internal.hibernate.write;

import org.jspecify.annotations.NullMarked;
