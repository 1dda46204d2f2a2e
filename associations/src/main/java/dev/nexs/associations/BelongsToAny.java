package dev.nexs.associations;

import jakarta.persistence.CascadeType;
import jakarta.persistence.FetchType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A reference to an entity of any class that is assignable to the attribute and named with {@link TypeName}. Two columns
 * hold it, the name and the identifier, with an index over both:
 *
 * <pre>{@code
 * @BelongsToAny Commentable target;      // target_type varchar, target_id bigint
 * }</pre>
 *
 * <p>It becomes Hibernate's {@code @Any}, with all that this can do: HQL joins, {@code treat}, cascades. All targets have
 * the same type of identifier.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface BelongsToAny {

    /** {@return the column of the name; the attribute's name in snake case and {@code _type} unless given} */
    String typeColumn() default "";

    /** {@return the column of the identifier; the attribute's name in snake case and {@code _id} unless given} */
    String idColumn() default "";

    /** {@return the type of the targets' identifiers} */
    Class<?> idType() default Long.class;

    /** {@return whether the reference may be null} */
    boolean optional() default true;

    /** {@return when the target is loaded} */
    FetchType fetch() default FetchType.LAZY;

    /** {@return what is passed on to the target} */
    CascadeType[] cascade() default {};

    /** {@return whether the schema gets an index over both columns} */
    boolean index() default true;

    /**
     * {@return whether the schema gets triggers that keep the reference valid, as a foreign key would: no row may point to
     * a target that does not exist, and no target may go while a row points to it}
     */
    boolean integrity() default false;
}
