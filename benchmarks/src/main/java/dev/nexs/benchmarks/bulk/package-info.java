/** Loading rows, and statements in one round trip, beside the peers. */
package dev.nexs.benchmarks.bulk;
