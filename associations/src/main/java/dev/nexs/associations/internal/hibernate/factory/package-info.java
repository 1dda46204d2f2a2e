/** What belongs to one session factory: the parsed settings, and what is worked out once. */
@NullMarked
package dev.nexs.associations.internal.hibernate.factory;

import org.jspecify.annotations.NullMarked;
