/** Real PostgreSQL servers and clusters for tests, and a proxy that breaks the network between them. */
@NullMarked
package dev.nexs.testing;

import org.jspecify.annotations.NullMarked;
