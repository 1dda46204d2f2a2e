/** What an application implements to change how documents are read and written. */
@NullMarked
package dev.nexs.types.spi;

import org.jspecify.annotations.NullMarked;
