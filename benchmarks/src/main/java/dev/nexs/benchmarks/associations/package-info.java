/** Preloading beside Hibernate's own ways of fetching, and appending beside a hand-written INSERT. */
package dev.nexs.benchmarks.associations;
