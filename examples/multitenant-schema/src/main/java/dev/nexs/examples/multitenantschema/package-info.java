/** A schema for each tenant. */
@NullMarked
package dev.nexs.examples.multitenantschema;

import org.jspecify.annotations.NullMarked;
