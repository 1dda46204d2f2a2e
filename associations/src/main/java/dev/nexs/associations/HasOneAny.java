package dev.nexs.associations;

import jakarta.persistence.CascadeType;
import jakarta.persistence.FetchType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The inverse of a {@link BelongsToAny} that points to each target at most once. The owner's select asks for the
 * member's identifier through the index of the reference, so that the attribute is null when there is none, and lazy
 * otherwise. It is read from the database; a new member is connected by its own attribute.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface HasOneAny {

    /** {@return the attribute of the member that is annotated with {@link BelongsToAny}} */
    String mappedBy();

    /** {@return what is passed on to the member} */
    CascadeType[] cascade() default {};

    /** {@return whether a member that is replaced or set to null is removed} */
    boolean orphanRemoval() default false;

    /** {@return when the member is loaded} */
    FetchType fetch() default FetchType.LAZY;
}
