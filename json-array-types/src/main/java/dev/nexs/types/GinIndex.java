package dev.nexs.types;

import dev.nexs.types.internal.hibernate.ddl.GinIndexBinder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.TypeBinderType;

/**
 * A GIN index over document or array columns of an entity. hbm2ddl creates it if it is missing, when it creates and
 * when it updates a schema; {@link IndexDdl} gives its statement for a migration.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(GinIndexes.class)
@TypeBinderType(binder = GinIndexBinder.class)
public @interface GinIndex {

    /** The attributes, or the columns, that are indexed. */
    String[] columns();

    /** Index only what is at this path of the one document column, as {@code jsonb_path_get} reads it. */
    String[] path() default {};

    /** The operator class; by default the one of the column's type. */
    GinOps ops() default GinOps.DEFAULT;

    /** The name of the index; by default made of table and columns. */
    String name() default "";
}
