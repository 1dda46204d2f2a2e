/** The one place that says what a SQLSTATE means to this module. It depends on nothing. */
@NullMarked
package dev.nexs.orm.internal.sqlstate;

import org.jspecify.annotations.NullMarked;
