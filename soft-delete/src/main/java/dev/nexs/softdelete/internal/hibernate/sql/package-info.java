/** Fragments of SQL, and how a statement of our own is run. */
@NullMarked
package dev.nexs.softdelete.internal.hibernate.sql;

import org.jspecify.annotations.NullMarked;
