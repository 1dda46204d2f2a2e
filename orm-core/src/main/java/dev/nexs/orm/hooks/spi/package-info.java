/** What registers hooks by itself: found by {@link java.util.ServiceLoader} or named by a setting. */
@NullMarked
package dev.nexs.orm.hooks.spi;

import org.jspecify.annotations.NullMarked;
