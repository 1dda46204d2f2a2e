/**
 * A closed-loop load harness for comparisons. All contenders of a comparison run in one process against one server, in
 * short slices whose order is shuffled in each round, so that a machine whose speed drifts slows all of them alike.
 * What to quote is the ratio to the baseline of the same round: its median, with the quartiles beside it.
 */
@NullMarked
package dev.nexs.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
