/** Two databases are kept the same by repeated, restartable loads. */
@NullMarked
package dev.nexs.examples.etl;

import org.jspecify.annotations.NullMarked;
