/** Mixed statements in one round trip, with a result each. */
@org.jspecify.annotations.NullMarked
package dev.nexs.examples.batch;
