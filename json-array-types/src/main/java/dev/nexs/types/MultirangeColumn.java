package dev.nexs.types;

import dev.nexs.types.internal.hibernate.range.MultirangeType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.Type;

/**
 * Stores a {@code List<Range<T>>}, with the {@code Range} of Hypersistence Utils, as a PostgreSQL multirange. The server
 * orders the ranges and joins those that touch. For hbm2ddl name the type with
 * {@code @Column(columnDefinition = "int4multirange")}.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Type(MultirangeType.class)
public @interface MultirangeColumn {

    /** Which multirange it is. */
    MultirangeKind value();
}
