/** Units of work beside the same work without them: what plain reads, tokens and commit resolution cost. */
package dev.nexs.benchmarks.transactions;
