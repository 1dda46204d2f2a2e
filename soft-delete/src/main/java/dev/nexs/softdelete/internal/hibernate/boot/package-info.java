/**
 * What runs while a session factory is built: services that are found on the class path, the settings, the binders that
 * complete the mapping and refuse what cannot work, and the registration of the listeners.
 */
@NullMarked
package dev.nexs.softdelete.internal.hibernate.boot;

import org.jspecify.annotations.NullMarked;
