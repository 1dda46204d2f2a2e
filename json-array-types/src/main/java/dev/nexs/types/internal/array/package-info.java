/**
 * PostgreSQL's array text and the Java values that it stands for. Knows neither Hibernate nor JDBC.
 *
 * <p>Values travel as text, which every element type has and which tells the bounds of the array; the driver turns to a
 * binary form for a few types when it reads, and that is taken as it comes.
 */
@NullMarked
package dev.nexs.types.internal.array;

import org.jspecify.annotations.NullMarked;
