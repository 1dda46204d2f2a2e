/** An application to read and to run. */
@NullMarked
package dev.nexs.examples.arrays;

import org.jspecify.annotations.NullMarked;
