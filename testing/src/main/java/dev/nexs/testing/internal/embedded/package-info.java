/**
 * PostgreSQL as plain child processes, from binaries that come as Maven artifacts.
 *
 * <p>The idea: what is expensive is done once per machine and shared by all JVMs through file locks
 * (unpacking the binaries, {@code initdb}); a server is then a copy of a template directory and one
 * process, which takes a few hundred milliseconds. The price is some 100 MB per version in the
 * user's cache directory.
 *
 * <p>Every JVM keeps its servers below one run directory and holds a lock in it as long as it lives.
 * Whoever starts next can take the locks of the dead, and so knows what to kill and to delete.
 */
@NullMarked
package dev.nexs.testing.internal.embedded;

import org.jspecify.annotations.NullMarked;
