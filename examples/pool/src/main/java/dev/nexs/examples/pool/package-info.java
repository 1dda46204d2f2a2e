/** One pool, its figures, and a shutdown that drains. */
@NullMarked
package dev.nexs.examples.pool;

import org.jspecify.annotations.NullMarked;
