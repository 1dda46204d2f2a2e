/**
 * What went wrong, and what may be done about it: failures by SQLSTATE and phase, retries, unknown commits.
 *
 * <p>A unit of work runs on a fresh session over a connection that this package watches. The watched connection knows
 * whether COMMIT was sent, so a failure before it may be replayed and one after it never is: its outcome is looked up,
 * or reported as unknown. The price of a unit is one proxy in front of its connection; all else is asked for.
 */
@NullMarked
package dev.nexs.orm.resilience;

import org.jspecify.annotations.NullMarked;
