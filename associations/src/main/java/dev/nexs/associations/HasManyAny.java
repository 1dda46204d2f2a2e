package dev.nexs.associations;

import jakarta.persistence.CascadeType;
import jakarta.persistence.FetchType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The inverse of a {@link BelongsToAny}: a collection of the entities whose reference points to this one. */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface HasManyAny {

    /** {@return the attribute of the members that is annotated with {@link BelongsToAny}} */
    String mappedBy();

    /** {@return what is passed on to the members} */
    CascadeType[] cascade() default {};

    /** {@return whether a member that is taken out of the collection is removed} */
    boolean orphanRemoval() default false;

    /** {@return when the members are loaded} */
    FetchType fetch() default FetchType.LAZY;
}
