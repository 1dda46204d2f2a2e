/**
 * What all JVMs of this machine share: the kit's directory, locks and ports.
 *
 * <p>Everything rests on file locks, which the kernel drops with the process: nothing has to be cleaned up for the
 * next JVM to go on.
 */
@NullMarked
package dev.nexs.testing.internal.machine;

import org.jspecify.annotations.NullMarked;
