/** The smallest application: one entity, written to the primary and read from a replica. */
@NullMarked
package dev.nexs.examples.basic;

import org.jspecify.annotations.NullMarked;
