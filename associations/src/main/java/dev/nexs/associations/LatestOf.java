package dev.nexs.associations;

import jakarta.persistence.FetchType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The last one of the entities that refer to this one: the newest order of a customer.
 *
 * <pre>{@code
 * @LatestOf(mappedBy = "customer", by = "createdAt") Order latestOrder;
 * }</pre>
 *
 * <p>Read-only: the owner's select asks for the member's identifier, so that the attribute is null when there is none,
 * and lazy otherwise. An index over the member's reference and the attribute answers that. What is in the trash, or left
 * out by an {@code @SQLRestriction}, is passed over.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface LatestOf {

    /** {@return the attribute of the members that refers to this entity: a many-to-one or a {@link BelongsToAny}} */
    String mappedBy();

    /** {@return the attribute of the members whose greatest value decides; the identifier unless given, and for equals} */
    String by() default "";

    /** {@return when the member is loaded} */
    FetchType fetch() default FetchType.LAZY;
}
