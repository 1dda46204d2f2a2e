/** Verified TLS with a client certificate that is rotated while the application runs. */
@NullMarked
package dev.nexs.examples.tls;

import org.jspecify.annotations.NullMarked;
