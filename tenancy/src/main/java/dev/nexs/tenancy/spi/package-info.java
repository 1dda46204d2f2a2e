/** What may be replaced: where tenants are registered, and where their keys are. */
@NullMarked
package dev.nexs.tenancy.spi;

import org.jspecify.annotations.NullMarked;
