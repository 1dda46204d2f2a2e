/**
 * The only place that knows Hibernate's incubating and internal types: the boot contribution, the restriction, the
 * persisters, the coordinators that mark instead of delete, and the listeners. A new Hibernate line is this package's
 * work.
 */
@NullMarked
package dev.nexs.softdelete.internal.hibernate;

import org.jspecify.annotations.NullMarked;
