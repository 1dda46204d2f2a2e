/** The guard, the audit trail, and a refusal of the application's own. */
@NullMarked
package dev.nexs.examples.hooks;

import org.jspecify.annotations.NullMarked;
