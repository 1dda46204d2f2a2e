/**
 * How units of work are run, replayed and resolved. Nobody's business but that of {@code Transactions}.
 *
 * <p>The engine opens a watched connection, hands the work a session on it and commits through it. The watched
 * connection is where knowledge is kept: whether a real transaction was needed, whether COMMIT was sent, and what the
 * server answered. So Hibernate, which commits through the same connection, sees a resolved commit as a commit.
 */
@NullMarked
package dev.nexs.orm.resilience.internal;

import org.jspecify.annotations.NullMarked;
