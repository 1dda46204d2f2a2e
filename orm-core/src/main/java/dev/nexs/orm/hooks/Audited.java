package dev.nexs.orm.hooks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Changes of this entity are written to the audit table, in the transaction that makes them, while {@code
 * nexs.hooks.audit=true}. On an attribute it says what is left out: {@code @Audited(false)}.
 */
@Documented
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Audited {

    /** {@return whether it is written} */
    boolean value() default true;
}
