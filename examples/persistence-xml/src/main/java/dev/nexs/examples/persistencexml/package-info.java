/** A persistence unit that names nothing but the settings. */
@NullMarked
package dev.nexs.examples.persistencexml;

import org.jspecify.annotations.NullMarked;
