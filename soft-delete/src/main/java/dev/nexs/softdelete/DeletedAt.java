package dev.nexs.softdelete;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A read-only view of the marker column: an {@code Instant} for a timestamp, a {@code boolean} for a boolean, a
 * {@code Long} for epoch milliseconds. It needs no {@code @Column}; the column is the marker's.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface DeletedAt {}
