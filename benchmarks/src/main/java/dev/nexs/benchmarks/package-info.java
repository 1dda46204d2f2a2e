/** Nexs ORM beside its peers. {@link dev.nexs.benchmarks.Main} runs one group of comparisons or all of them. */
@NullMarked
package dev.nexs.benchmarks;

import org.jspecify.annotations.NullMarked;
