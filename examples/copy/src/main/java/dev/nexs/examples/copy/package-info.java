/** A CSV file and mapped entities by COPY, bad rows left out and reported. */
@org.jspecify.annotations.NullMarked
package dev.nexs.examples.copy;
