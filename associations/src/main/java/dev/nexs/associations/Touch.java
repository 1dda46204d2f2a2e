package dev.nexs.associations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Notes in a column of an entity when a member of it was last added, changed or removed. On the member's reference:
 *
 * <pre>{@code
 * @ManyToOne @Touch("updatedAt") Order order;             // and in Order: Instant updatedAt;
 * }</pre>
 *
 * <p>The database does it, by a trigger on the members' table that joins the schema, at the server's time of the
 * transaction, whatever writes the rows. Hibernate reads the attribute and never writes it. A parent that is touched may
 * itself have a reference that touches.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Touch {

    /** {@return the attribute of the referred entity, a timestamp} */
    String value();
}
