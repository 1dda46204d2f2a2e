/** What a doctor looks at, node by node and database by database. */
@NullMarked
package dev.nexs.orm.doctor.internal;

import org.jspecify.annotations.NullMarked;
