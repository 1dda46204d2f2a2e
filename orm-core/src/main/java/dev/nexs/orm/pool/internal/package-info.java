/**
 * HikariCP pools and what opens their connections: driver properties, credentials, TLS. The pool asks a datasource of
 * ours for each physical connection, so that credentials and certificates are read afresh and the pace of attempts
 * against a dead node is ours.
 */
@NullMarked
package dev.nexs.orm.pool.internal;

import org.jspecify.annotations.NullMarked;
