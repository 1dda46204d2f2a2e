/**
 * One layer over JDBC's types, written by hand: a connection that hands on, and statements that tell a watcher what is sent.
 * Internal. Routing, units of work and the physical connections below the pools are built of it, and so are hooks. A
 * connection that nobody watches hands out the driver's own statements, so watching costs nothing where there is none.
 */
@NullMarked
package dev.nexs.orm.jdbc;

import org.jspecify.annotations.NullMarked;
