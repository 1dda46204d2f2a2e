/**
 * Servers in containers, by Testcontainers.
 *
 * <p>A container's own process only sleeps; the server is started inside by commands, so that it can be killed, paused
 * and started again without losing its data or its port. What those commands are does not depend on Docker: they run in
 * a {@link dev.nexs.testing.internal.containers.Shell}, and that is the only thing that Testcontainers provides.
 */
@NullMarked
package dev.nexs.testing.internal.containers;

import org.jspecify.annotations.NullMarked;
