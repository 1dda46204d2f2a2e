package dev.nexs.testing;

import dev.nexs.testing.internal.ServerSettings;
import dev.nexs.testing.internal.Tls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a {@link Cluster} is to be; see {@link Cluster#start(java.util.function.Consumer)}. Not thread-safe. */
public final class ClusterBuilder {

    /** The default number of replicas. */
    public static final int DEFAULT_REPLICAS = 2;

    /** The largest number of replicas. */
    public static final int MAXIMUM_REPLICAS = 9;

    private static final Set<String> RESERVED = Set.of(
            "port", "listen_addresses", "unix_socket_directories", "primary_conninfo", "data_directory", "hba_file");

    private String version = "";
    private int replicas = DEFAULT_REPLICAS;
    private boolean synchronous;
    private Tls tls = Tls.OFF;
    private final Map<String, String> settings = new LinkedHashMap<>();

    ClusterBuilder() {}

    /** Chooses the PostgreSQL version by the beginning of it, such as {@code 18} or {@code 17.10}; the newest by default. */
    public ClusterBuilder version(String version) {
        this.version = version;
        return this;
    }

    /** Sets how many streaming replicas there are, 0 to {@value #MAXIMUM_REPLICAS}; {@value #DEFAULT_REPLICAS} by default. */
    public ClusterBuilder replicas(int replicas) {
        this.replicas = replicas;
        return this;
    }

    /** Has a commit on the primary wait for any one replica to have written it; off by default. */
    public ClusterBuilder synchronous(boolean synchronous) {
        this.synchronous = synchronous;
        return this;
    }

    /** Sets a server setting on every node, over the kit's own: {@code setting("fsync", "on")}. */
    public ClusterBuilder setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /**
     * Has every node offer TLS, with certificates of a throw-away {@link Cluster#authority()} for {@code localhost} and
     * 127.0.0.1. Clients that do not want it are let in as well.
     */
    public ClusterBuilder tls() {
        tls = Tls.OFFERED;
        return this;
    }

    /** Like {@link #tls()}, but nobody is let in without. */
    public ClusterBuilder requireTls() {
        tls = Tls.REQUIRED;
        return this;
    }

    /**
     * Checks everything at once.
     *
     * @throws IllegalArgumentException naming every wrong value
     */
    ClusterSpec build() {
        List<String> wrong = new ArrayList<>();
        if (replicas < 0 || replicas > MAXIMUM_REPLICAS) {
            wrong.add("replicas is " + replicas + ", but must be 0 to " + MAXIMUM_REPLICAS);
        }
        if (!version.matches("[0-9.]*")) {
            wrong.add(
                    "version is '" + version + "', but must be a version or the beginning of one, such as 18 or 17.10");
        }
        for (String name : settings.keySet()) {
            if (!ServerSettings.isName(name)) {
                wrong.add("'" + name + "' is no name of a server setting");
            } else if (RESERVED.contains(name)) {
                wrong.add("the server setting " + name + " belongs to the kit and cannot be changed");
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("A cluster cannot be started: " + String.join("; ", wrong) + ".");
        }
        return new ClusterSpec(version, replicas, synchronous, Map.copyOf(settings), tls);
    }
}
