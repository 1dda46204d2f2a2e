package dev.nexs.associations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/**
 * Resolves a collection or a to-one association through the second-level cache: the collection's keys are cached, and
 * the entities that it leads to. {@link AssociationsSettings#CACHE} does the same for all associations.
 *
 * <p>What goes through Hibernate invalidates what it changes, when the transaction ends: a flushed entity its entry, a
 * changed collection its entry; HQL updates and deletes empty the regions of the entities that they touch. Changes by
 * other programs and by native SQL are not seen; evict after them, or let entries expire.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface CachedAssociation {

    /** {@return how concurrent transactions see each other's entries} */
    CacheConcurrencyStrategy value() default CacheConcurrencyStrategy.READ_WRITE;
}
