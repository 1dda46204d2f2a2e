/** What a doctor knows of a mapping, and how it compares that with a database. */
@NullMarked
package dev.nexs.orm.doctor.internal.hibernate;

import org.jspecify.annotations.NullMarked;
