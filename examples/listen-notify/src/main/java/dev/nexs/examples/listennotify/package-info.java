/** Messages behind commits, coalesced, and the gap that a lost connection leaves. */
@org.jspecify.annotations.NullMarked
package dev.nexs.examples.listennotify;
