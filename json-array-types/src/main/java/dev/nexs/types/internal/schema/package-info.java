/** JSON schemas: the only place that knows the validator, which is an optional dependency. */
@NullMarked
package dev.nexs.types.internal.schema;

import org.jspecify.annotations.NullMarked;
