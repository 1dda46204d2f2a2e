/**
 * What the kit's backends share. Nothing in here is meant for users: it may change in any release.
 *
 * <p>A backend knows how to bring up one server process and how to signal it; roles, databases and
 * replication are SQL and live above, so that they are written once for all backends.
 */
@NullMarked
package dev.nexs.testing.internal;

import org.jspecify.annotations.NullMarked;
