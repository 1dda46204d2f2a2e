package dev.nexs.associations;

import jakarta.persistence.FetchType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A to-one to what other associations lead to: {@code @HasOneThrough("customer.country") Country country}. It is read-only,
 * lazy, and can be preloaded; the owner's select asks for the identifier. Where the way leads to several it is the one with
 * the greatest identifier. What is in the trash along the way, and at its end, is passed over.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface HasOneThrough {

    /** {@return the way, attribute names joined by dots} */
    String value();

    /** {@return when the target is loaded} */
    FetchType fetch() default FetchType.LAZY;
}
