/** One HikariCP pool per node: settings, TLS, credentials, sizing, warm-up, shutdown. */
@NullMarked
package dev.nexs.orm.pool;

import org.jspecify.annotations.NullMarked;
