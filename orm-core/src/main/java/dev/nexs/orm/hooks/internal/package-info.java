/** How hooks are called, and the built-in ones. Nobody else's business. */
@NullMarked
package dev.nexs.orm.hooks.internal;

import org.jspecify.annotations.NullMarked;
