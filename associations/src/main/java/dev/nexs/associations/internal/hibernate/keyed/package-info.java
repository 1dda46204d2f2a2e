/** Selects by many keys at once, whose text does not depend on how many there are. */
@NullMarked
package dev.nexs.associations.internal.hibernate.keyed;

import org.jspecify.annotations.NullMarked;
