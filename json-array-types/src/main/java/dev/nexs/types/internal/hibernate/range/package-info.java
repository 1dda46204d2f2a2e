/** Multiranges, which Hypersistence Utils does not have. Part of the adapter. */
@NullMarked
package dev.nexs.types.internal.hibernate.range;

import org.jspecify.annotations.NullMarked;
