package dev.nexs.testing;

import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.Backend;
import dev.nexs.testing.internal.Backends;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSettings;
import dev.nexs.testing.internal.ServerSpec;
import dev.nexs.testing.internal.Tls;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that many test classes use, each in a database of its own. JUnit closes it with the test run. */
final class SharedServer implements AutoCloseable {

    private static final int LONGEST_CLASS_NAME = 40;

    private final Backend backend;
    private final Server server;
    private final AtomicInteger databases = new AtomicInteger();

    private SharedServer(Backend backend, Server server) {
        this.backend = backend;
        this.server = server;
    }

    /**
     * What two test classes must agree on to share a server.
     *
     * @param version the beginning of the version
     * @param settings the server settings
     */
    record Key(String version, List<String> settings) {

        static Key of(PostgresServer annotation) {
            return new Key(annotation.version(), List.of(annotation.settings()));
        }
    }

    static SharedServer start(Key key) {
        Backend backend = Backends.open(key.version());
        try {
            String[] settings = key.settings().toArray(String[]::new);
            Server server = backend.create(new ServerSpec("server", ServerSettings.parse(settings), Tls.OFF));
            server.initialize();
            server.start();
            return new SharedServer(backend, server);
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    Node createDatabase(Class<?> testClass) {
        String readable = testClass.getSimpleName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "");
        String name = readable.substring(0, Math.min(readable.length(), LONGEST_CLASS_NAME)) + "_"
                + ProcessHandle.current().pid() + "_" + databases.incrementAndGet();
        maintenance().executeAsSuperuser("CREATE DATABASE \"" + name + "\" OWNER " + Accounts.OWNER.name());
        Node node = new Node("server", server, name, null);
        Grants.apply(node);
        return node;
    }

    void dropDatabase(Node node) {
        maintenance().executeAsSuperuser("DROP DATABASE IF EXISTS \"" + node.database() + "\" WITH (FORCE)");
    }

    private Node maintenance() {
        return new Node("server", server, server.maintenanceDatabase(), null);
    }

    @Override
    public void close() {
        backend.close();
    }
}
