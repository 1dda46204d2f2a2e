/**
 * Sees lazy loading and repeated selects. Listeners to Hibernate's events see lazy loads before anything is sent; the
 * executor of selects tells the detector what is about to be selected. Each of them is in a session factory only if its
 * application has asked for it.
 */
@NullMarked
package dev.nexs.associations.internal.hibernate.guard;

import org.jspecify.annotations.NullMarked;
