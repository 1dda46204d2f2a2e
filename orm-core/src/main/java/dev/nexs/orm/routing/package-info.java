/**
 * Which node serves which borrower: read preferences, load balancers, minimum positions, the lazy routing connection.
 *
 * <p>Candidates are prepared whenever the cluster's table changes, not when somebody borrows. A borrow reads the table
 * once, chooses from a ready list and asks that node's pool; it allocates nothing of its own.
 */
@NullMarked
package dev.nexs.orm.routing;

import org.jspecify.annotations.NullMarked;
