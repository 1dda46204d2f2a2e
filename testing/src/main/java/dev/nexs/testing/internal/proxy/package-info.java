/**
 * A TCP proxy that can misbehave, and that reads just enough of PostgreSQL's wire protocol to recognize a COMMIT.
 *
 * <p>Every connection has two pumps, one per direction; a pump is a thread that reads and a thread that writes, with a
 * bounded queue between them. So bytes can be late without being few: a delay does not throttle. The price is four
 * threads per connection, which a test can afford.
 */
@NullMarked
package dev.nexs.testing.internal.proxy;

import org.jspecify.annotations.NullMarked;
