/** Customers go to the trash, are looked at there, come back with what belongs to them, and are purged in time. */
@NullMarked
package dev.nexs.examples.softdelete;

import org.jspecify.annotations.NullMarked;
