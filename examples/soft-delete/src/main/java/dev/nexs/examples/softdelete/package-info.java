/** A customer with orders goes to the trash, is looked at there, comes back, and is purged by a scheduler. */
@NullMarked
package dev.nexs.examples.softdelete;

import org.jspecify.annotations.NullMarked;
