/** Comments on posts and videos: preloaded, counted, and changed without being loaded. */
@NullMarked
package dev.nexs.examples.associations;

import org.jspecify.annotations.NullMarked;
