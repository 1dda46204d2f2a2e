/**
 * LISTEN and NOTIFY that survive failovers, tell of what may have been missed, and need not make commits wait for each
 * other. {@link dev.nexs.orm.notify.Notifications} is where to begin.
 */
@org.jspecify.annotations.NullMarked
package dev.nexs.orm.notify;
