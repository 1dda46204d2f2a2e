package dev.nexs.types;

import dev.nexs.types.internal.hibernate.ddl.BtreeJsonIndexBinder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.TypeBinderType;

/**
 * A b-tree index over one value inside a document: it answers comparisons, ranges and orders of
 * {@code jsonb_get_text(doc, 'a')}, of {@code jsonb_path_get_text(doc, 'a', 'b')} and of a cast of them.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(BtreeJsonIndexes.class)
@TypeBinderType(binder = BtreeJsonIndexBinder.class)
public @interface BtreeJsonIndex {

    /** The attribute, or the column, that holds the document. */
    String column();

    /** The path to the value. */
    String[] path();

    /**
     * The SQL type that queries cast to, such as {@code integer}; none by default. It has to be one whose cast from
     * text does not depend on settings, so no date or timestamp.
     */
    String cast() default "";

    /** Whether two rows may have the same value; yes by default. */
    boolean unique() default false;

    /** The name of the index; by default made of table, column and path. */
    String name() default "";
}
