/** Health and metrics over HTTP. */
@NullMarked
package dev.nexs.examples.observability;

import org.jspecify.annotations.NullMarked;
