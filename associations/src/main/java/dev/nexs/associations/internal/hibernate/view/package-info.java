/** Reads members and counts for many owners at once into a result of its own, instead of the managed collections. */
@NullMarked
package dev.nexs.associations.internal.hibernate.view;

import org.jspecify.annotations.NullMarked;
