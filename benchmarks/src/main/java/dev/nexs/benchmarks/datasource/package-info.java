/** What the datasource costs: borrowing, a primary-key select, Hibernate's find, an idle monitor, virtual threads. */
@NullMarked
package dev.nexs.benchmarks.datasource;

import org.jspecify.annotations.NullMarked;
