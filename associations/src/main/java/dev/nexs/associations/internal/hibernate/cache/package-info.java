/** Turns on the second-level cache for associations, in Hibernate's own mapping. */
@NullMarked
package dev.nexs.associations.internal.hibernate.cache;

import org.jspecify.annotations.NullMarked;
