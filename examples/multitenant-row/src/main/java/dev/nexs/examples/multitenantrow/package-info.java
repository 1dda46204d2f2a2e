/** Tenants as rows under row-level security. */
@NullMarked
package dev.nexs.examples.multitenantrow;

import org.jspecify.annotations.NullMarked;
