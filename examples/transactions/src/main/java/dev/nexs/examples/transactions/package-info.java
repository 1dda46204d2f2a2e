/** Units that are run again, a commit whose answer was lost, and reads that see what another service wrote. */
@NullMarked
package dev.nexs.examples.transactions;

import org.jspecify.annotations.NullMarked;
