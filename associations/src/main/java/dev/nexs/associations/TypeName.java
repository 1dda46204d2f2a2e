package dev.nexs.associations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name under which an entity is stored as the target of a {@link BelongsToAny}: {@code @TypeName("post")}. Declared
 * once, on the entity; subclasses of it share the name. Class names never reach the database, so classes may move.
 *
 * <p>Two entities with one name, or a target without one, fail the start.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface TypeName {

    /** {@return the stored name} */
    String value();
}
