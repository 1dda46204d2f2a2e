/** What happens inside. */
@NullMarked
package dev.nexs.tenancy.internal;

import org.jspecify.annotations.NullMarked;
