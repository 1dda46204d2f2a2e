/** Calls of our functions as Criteria nodes and as restrictions. Part of the adapter. */
@NullMarked
package dev.nexs.types.internal.hibernate.query;

import org.jspecify.annotations.NullMarked;
