package dev.nexs.associations.internal.hibernate.boot;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.HibernateException;
import org.hibernate.Version;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.service.spi.ServiceContributor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the start with a Hibernate that is too old, before a method that it lacks does so in worse words. Frameworks manage
 * Hibernate's version, and theirs wins over the one that this module names. Found through service loading.
 */
public final class RequiredHibernate implements ServiceContributor {

    private static final Logger LOG = LoggerFactory.getLogger(RequiredHibernate.class);
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\b.*");
    private static final int MAJOR = 7;
    private static final int MINOR = 4;

    /** For the service loader. */
    public RequiredHibernate() {}

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        check(Version.getVersionString());
    }

    static void check(String found) {
        Matcher version = VERSION.matcher(found);
        if (!version.matches()) {
            return;
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
            throw new HibernateException(
                    "nexs-associations needs Hibernate ORM " + MAJOR + "." + MINOR + ", but " + found
                            + " is on the class path. Set the version of org.hibernate.orm:hibernate-core; with Spring Boot's"
                            + " parent that is the property hibernate.version.");
        }
        if (major != MAJOR || minor != MINOR) {
            LOG.warn("nexs-associations was tested with Hibernate ORM {}.{} and runs with {}", MAJOR, MINOR, found);
        }
    }
}
