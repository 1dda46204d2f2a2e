package dev.nexs.boot;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NativeDetector;

/** What Boot's parent decides about the libraries underneath, and what is to be said of it. */
final class LibraryVersions {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryVersions.class);

    private static final String HIKARI = "7.1.0";
    private static final String DRIVER = "42.7.12";

    private LibraryVersions() {}

    /**
     * Names versions that cost something.
     *
     * @throws IllegalStateException in a native image
     */
    static void check() {
        if (NativeDetector.inNativeImage()) {
            throw new IllegalStateException("Nexs ORM does not run in a native image: classes are found by settings and"
                    + " method handles are made at run time. Run the application on a JVM");
        }
        if (isOlder(version("com.zaxxer.hikari.HikariDataSource"), HIKARI) && virtualThreads()) {
            LOG.warn("HikariCP before 7.1.0 lets many virtual threads saturate their carriers, and Spring Boot's parent"
                    + " chose one; set <hikaricp.version>7.1.0</hikaricp.version>");
        }
        String driver = org.postgresql.util.DriverInfo.DRIVER_VERSION;
        if (isOlder(driver, DRIVER)) {
            LOG.warn(
                    "The PostgreSQL JDBC driver {} has known vulnerabilities; set <postgresql.version> to {} or newer",
                    driver,
                    DRIVER);
        }
    }

    private static boolean virtualThreads() {
        return Runtime.version().feature() >= 21;
    }

    private static @Nullable String version(String type) {
        try {
            return Class.forName(type).getPackage().getImplementationVersion();
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static boolean isOlder(@Nullable String version, String least) {
        return version != null && Arrays.compare(numbers(version), numbers(least)) < 0;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("[^0-9]+", -1))
                .filter(part -> !part.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
