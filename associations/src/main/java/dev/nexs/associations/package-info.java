/**
 * Associations as users of other languages' mappers know them: loaded ahead in one statement per level, guarded against
 * accidental lazy loading, polymorphic by stored names, and changed without being loaded.
 *
 * <p>Everything plugs into Hibernate through service loading; there is nothing to register. A feature that is not used
 * costs nothing: the detector and the guards do not look until they are switched on.
 */
@NullMarked
package dev.nexs.associations;

import org.jspecify.annotations.NullMarked;
