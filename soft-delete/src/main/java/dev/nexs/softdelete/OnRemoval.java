package dev.nexs.softdelete;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What becomes of the owner of a reference, or of the reference, when the soft-deletable entity that it refers to is
 * removed, as a foreign key says it for rows that are deleted. Every rule that may refuse is checked before anything is
 * written. Without the annotation the reference simply keeps referring.
 *
 * <p>It holds for {@code session.remove} with its cascades, orphans and {@link Trash#trashAll}. A bulk delete, or a delete
 * by a stateless session, of an entity that such a rule protects is refused, since neither can follow it. As with any
 * check that is no constraint, a row that another transaction inserts meanwhile is not seen.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface OnRemoval {

    /** The rule of this reference. */
    RemovalRule value();
}
