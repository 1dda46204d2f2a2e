/** Reading, writing, comparing and copying documents. Knows Jackson and nothing of Hibernate's type system. */
@NullMarked
package dev.nexs.types.internal.json;

import org.jspecify.annotations.NullMarked;
