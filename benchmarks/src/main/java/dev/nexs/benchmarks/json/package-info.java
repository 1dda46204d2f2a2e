/** Documents in an entity, beside the ways that users have without Nexs. */
@NullMarked
package dev.nexs.benchmarks.json;

import org.jspecify.annotations.NullMarked;
