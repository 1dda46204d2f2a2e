package dev.nexs.associations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps the number of an entity's members in a column of it. On the member's reference:
 *
 * <pre>{@code
 * @ManyToOne @CounterCache("lineCount") Order order;      // and in Order: long lineCount;
 * }</pre>
 *
 * <p>The database keeps it, by a trigger on the members' table that joins the schema: whatever writes the rows, other
 * programs too, the number is right when the transaction ends, and moves with a member. Members in the trash do not count.
 * Hibernate reads the attribute and never writes it; {@code refresh} reads it again. Each change locks the parent's row
 * until the transaction ends, as a foreign key does not: transactions that add members to one parent wait for each other.
 * For rows that were there before, {@code update parent set line_count = (select count(*) …)} sets it once.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface CounterCache {

    /** {@return the attribute of the referred entity, a whole number} */
    String value();
}
