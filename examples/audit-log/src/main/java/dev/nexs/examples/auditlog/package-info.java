/** Who changed what, when, and how it was before. */
@NullMarked
package dev.nexs.examples.auditlog;

import org.jspecify.annotations.NullMarked;
