package dev.nexs.types;

import dev.nexs.types.internal.hibernate.ddl.GistIndexBinder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.TypeBinderType;

/** A GiST index over one or more range or {@code ltree} columns: it answers the range and tree functions of HQL. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(GistIndexes.class)
@TypeBinderType(binder = GistIndexBinder.class)
public @interface GistIndex {

    /** The attributes, or the columns, that are indexed. */
    String[] columns();

    /** The name of the index; by default made of table and columns. */
    String name() default "";
}
