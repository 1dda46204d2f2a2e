/** Reads that go to replicas, and a primary that only writes. */
@NullMarked
package dev.nexs.examples.replicas;

import org.jspecify.annotations.NullMarked;
