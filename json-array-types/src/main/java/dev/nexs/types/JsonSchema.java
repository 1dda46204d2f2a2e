package dev.nexs.types;

import dev.nexs.types.internal.hibernate.json.JsonSchemaBinder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.AttributeBinderType;

/**
 * Checks the documents of a {@link JsonbColumn} against a JSON schema before they are sent: by persist, flush, merge, a
 * stateless session, and a query that binds a whole document. A document that does not conform raises a
 * {@link JsonSchemaViolationException} with every violation.
 *
 * <p>The schema is of draft 2020-12, 2019-09, 7, 6 or 4, as its {@code $schema} says; 2020-12 where it says nothing. It
 * is read and compiled once, while the session factory is built; one that is missing or does not parse stops the start.
 *
 * <p>What the server changes by itself, such as {@code jsonb_set} in a query, is not seen here; see {@link #check()}.
 * Needs {@code com.networknt:json-schema-validator} on the class path.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@AttributeBinderType(binder = JsonSchemaBinder.class)
public @interface JsonSchema {

    /** The resource on the class path, such as {@code schemas/profile.json}. */
    String value();

    /**
     * Whether hbm2ddl also declares what SQL can express of the schema (types, required members, enumerations, limits
     * of numbers and lengths, at the first level and in nested objects) as a CHECK constraint. Default: no.
     */
    boolean check() default false;
}
