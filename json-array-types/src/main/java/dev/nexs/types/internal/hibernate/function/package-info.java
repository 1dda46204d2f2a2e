/** The operators of PostgreSQL as functions of HQL and Criteria. Part of the adapter: what Hibernate may change between versions is used below this package only. */
@NullMarked
package dev.nexs.types.internal.hibernate.function;

import org.jspecify.annotations.NullMarked;
