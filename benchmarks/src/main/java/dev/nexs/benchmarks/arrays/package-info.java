/** Arrays in an entity, beside the ways that users have without Nexs. */
@NullMarked
package dev.nexs.benchmarks.arrays;

import org.jspecify.annotations.NullMarked;
