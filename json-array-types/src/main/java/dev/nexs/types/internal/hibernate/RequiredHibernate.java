package dev.nexs.types.internal.hibernate;

import java.lang.module.ModuleDescriptor;
import org.hibernate.HibernateException;
import org.hibernate.Version;

/**
 * Stops the start with a Hibernate that is too old, before a method that it lacks does so in worse words. Frameworks manage
 * Hibernate's version, and theirs wins over the one that this module names.
 */
final class RequiredHibernate {

    private static final String OLDEST = "7.4";

    private RequiredHibernate() {}

    static void check() {
        check(Version.getVersionString());
    }

    static void check(String found) {
        boolean isNumber = Character.isDigit(found.charAt(0));
        if (isNumber && ModuleDescriptor.Version.parse(found).compareTo(ModuleDescriptor.Version.parse(OLDEST)) < 0) {
            throw new HibernateException("nexs-json-array-types needs Hibernate ORM " + OLDEST + ", but " + found
                    + " is on the class path. Set the version of org.hibernate.orm:hibernate-core; with Spring Boot's parent"
                    + " that is the property hibernate.version.");
        }
    }
}
