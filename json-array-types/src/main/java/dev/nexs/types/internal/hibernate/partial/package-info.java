/** Flushes that send the changed paths of a document. Part of the adapter. */
@NullMarked
package dev.nexs.types.internal.hibernate.partial;

import org.jspecify.annotations.NullMarked;
