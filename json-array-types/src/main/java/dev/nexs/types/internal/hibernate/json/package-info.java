/** How documents plug into Hibernate's type system. Part of the adapter: what Hibernate may change between versions is used below this package only. */
@NullMarked
package dev.nexs.types.internal.hibernate.json;

import org.jspecify.annotations.NullMarked;
