/** Indexes and constraints for hbm2ddl. Part of the adapter: what Hibernate may change between versions is used below this package only. */
@NullMarked
package dev.nexs.types.internal.hibernate.ddl;

import org.jspecify.annotations.NullMarked;
