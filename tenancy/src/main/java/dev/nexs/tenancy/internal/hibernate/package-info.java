/** The only package that knows Hibernate's incubating and internal types. */
@NullMarked
package dev.nexs.tenancy.internal.hibernate;

import org.jspecify.annotations.NullMarked;
