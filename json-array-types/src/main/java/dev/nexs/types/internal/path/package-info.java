/** What changed in a document, path by path. Knows no Hibernate. */
@NullMarked
package dev.nexs.types.internal.path;

import org.jspecify.annotations.NullMarked;
