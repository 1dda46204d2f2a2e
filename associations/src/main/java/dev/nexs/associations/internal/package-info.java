/** What the public types share and nobody else needs. */
@NullMarked
package dev.nexs.associations.internal;

import org.jspecify.annotations.NullMarked;
