package dev.nexs.types;

import dev.nexs.types.internal.hibernate.ddl.FullTextIndexBinder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.TypeBinderType;

/**
 * A GIN index for full text search over text columns of an entity. It answers
 * {@code fulltext_matches(fulltext_document('english', a.title, a.body), websearch_to_tsquery('english', :words))} and
 * {@link FullText#matches} with the same configuration and the same columns in the same order.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(FullTextIndexes.class)
@TypeBinderType(binder = FullTextIndexBinder.class)
public @interface FullTextIndex {

    /** The attributes, or the columns, that are searched; null counts as no text. */
    String[] columns();

    /** The text search configuration, by which words are cut and stemmed. */
    String configuration() default "english";

    /** The name of the index; by default made of table, columns and configuration. */
    String name() default "";
}
