/** Writes that survive the death of the primary. */
@NullMarked
package dev.nexs.examples.failover;

import org.jspecify.annotations.NullMarked;
