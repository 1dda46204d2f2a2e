package dev.nexs.softdelete;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long rows of a soft-deletable entity stay in the trash. {@link Trash#purgeAll()} deletes what is older; nothing
 * happens by itself. It stands on the root of a hierarchy or on a mapped superclass.
 */
@Documented
@Target(ElementType.TYPE)
@java.lang.annotation.Retention(RetentionPolicy.RUNTIME)
public @interface Retention {

    /** The time, as {@code 90d}, {@code 12h}, {@code 30m}, {@code 10s} or in ISO-8601, as {@code P90D}. */
    String value();
}
