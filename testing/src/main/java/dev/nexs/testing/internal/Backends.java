package dev.nexs.testing.internal;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.containers.ContainersBackend;
import dev.nexs.testing.internal.embedded.EmbeddedBackend;
import dev.nexs.testing.internal.external.ExternalBackend;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses what runs the servers: {@code nexs.test.backend}. */
public final class Backends {

    /** The system property that chooses. */
    public static final String SETTING = "nexs.test.backend";

    /** The system property that gives the version where a test asks for none. */
    public static final String VERSION_SETTING = "nexs.test.version";

    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private Backends() {}

    /**
     * Opens the chosen backend; if none was chosen, the embedded one, and where that cannot start but a Docker engine
     * answers, containers.
     */
    public static Backend open(String wanted) {
        String version = wanted.isEmpty() ? System.getProperty(VERSION_SETTING, "") : wanted;
        return switch (chosen()) {
            case "" -> embeddedOrContainers(version);
            case "embedded" -> new EmbeddedBackend(version);
            case "testcontainers" -> containers(version);
            case "external" -> new ExternalBackend(version);
            default ->
                throw new PostgresServerException("The system property " + SETTING + " is '" + chosen()
                        + "', but must be one of embedded, testcontainers, external.");
        };
    }

    /** Whether servers can be made, killed and copied: all but an external one. */
    public static boolean haveClusters() {
        return !chosen().equals("external");
    }

    private static String chosen() {
        return System.getProperty(SETTING, "").toLowerCase(Locale.ROOT);
    }

    private static Backend embeddedOrContainers(String version) {
        try {
            return new EmbeddedBackend(version);
        } catch (PostgresServerException e) {
            // Not after an interrupt: nobody waits for an engine any more, and the search for one may forget it.
            if (!Thread.currentThread().isInterrupted()
                    && isTestcontainersThere()
                    && ContainersBackend.isEngineThere()) {
                LOG.warn("No embedded PostgreSQL, using containers: {}", e.getMessage());
                return new ContainersBackend(version);
            }
            throw e;
        }
    }

    private static Backend containers(String version) {
        if (!isTestcontainersThere()) {
            throw new PostgresServerException(SETTING + " is testcontainers, but Testcontainers is not on the class "
                    + "path: add org.testcontainers:testcontainers-postgresql.");
        }
        if (!ContainersBackend.isEngineThere()) {
            throw new PostgresServerException(SETTING + " is testcontainers, but no Docker engine answers: "
                    + "start one, or use " + SETTING + "=embedded.");
        }
        return new ContainersBackend(version);
    }

    private static boolean isTestcontainersThere() {
        try {
            Class.forName("org.testcontainers.DockerClientFactory", false, Backends.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
