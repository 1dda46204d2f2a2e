package dev.nexs.types.internal.hibernate;

import org.hibernate.AnnotationException;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.PostgreSQLDialect;

/** Refuses other databases when Hibernate starts, before the first statement fails in their words. */
public final class RequiredDialect {

    private RequiredDialect() {}

    /** Throws unless the dialect is PostgreSQL's; the message names the annotation and the attribute. */
    public static void check(String annotation, String attribute, MetadataBuildingContext context) {
        Dialect dialect = context.getMetadataCollector().getDatabase().getDialect();
        if (!(dialect instanceof PostgreSQLDialect)) {
            throw new AnnotationException(annotation + " on '" + attribute + "' needs PostgreSQL, but the dialect is "
                    + dialect.getClass().getName() + ". Set hibernate.dialect to a PostgreSQLDialect or a subclass of"
                    + " it, or leave it out and let Hibernate ask the server.");
        }
    }
}
