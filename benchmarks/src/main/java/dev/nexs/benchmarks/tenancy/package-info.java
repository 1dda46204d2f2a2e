/** What tenants cost. */
@NullMarked
package dev.nexs.benchmarks.tenancy;

import org.jspecify.annotations.NullMarked;
