/**
 * Sees lazy loading and repeated statements. A tap in Hibernate's statement inspector tells which statement the thread is
 * about to send, a listener of the session tells when; event listeners see lazy loads before anything is sent. Without a
 * threshold, a strict setting or a running assertion each of them ends at its first comparison.
 */
@NullMarked
package dev.nexs.associations.internal.hibernate.guard;

import org.jspecify.annotations.NullMarked;
