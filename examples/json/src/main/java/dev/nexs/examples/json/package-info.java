/** An application to read and to run. */
@NullMarked
package dev.nexs.examples.json;

import org.jspecify.annotations.NullMarked;
