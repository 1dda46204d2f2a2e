/**
 * The steps of a restore, a forced deletion and a purge, and the child session in which they run: what goes along, what is
 * in the way, and the statements.
 */
@NullMarked
package dev.nexs.softdelete.internal.hibernate.operation;

import org.jspecify.annotations.NullMarked;
