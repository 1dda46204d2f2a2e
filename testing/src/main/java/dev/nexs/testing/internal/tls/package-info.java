/**
 * Makes the keys and certificates of a test, with elliptic curves, since those take milliseconds to make.
 *
 * <p>Bouncy Castle writes what the JDK cannot: certificates and encrypted keys.
 */
@NullMarked
package dev.nexs.testing.internal.tls;

import org.jspecify.annotations.NullMarked;
