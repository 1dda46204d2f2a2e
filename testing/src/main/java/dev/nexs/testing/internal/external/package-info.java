/**
 * A server that somebody else runs. The kit makes roles and databases on it and removes both; it cannot kill
 * it, and so there are no clusters.
 */
@NullMarked
package dev.nexs.testing.internal.external;

import org.jspecify.annotations.NullMarked;
