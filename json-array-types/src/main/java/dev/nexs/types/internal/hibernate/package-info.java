/**
 * The adapter: the only place of this module that knows Hibernate's incubating and internal types, so that a step to
 * another version of Hibernate is work in this folder.
 */
@NullMarked
package dev.nexs.types.internal.hibernate;

import org.jspecify.annotations.NullMarked;
