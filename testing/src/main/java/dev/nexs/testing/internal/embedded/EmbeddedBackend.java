package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.Backend;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSpec;
import dev.nexs.testing.internal.machine.KitDirectory;
import dev.nexs.testing.internal.machine.PortClaim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers as child processes of this JVM.
 *
 * <p>A shutdown hook closes what the user forgot; what a SIGKILL of the JVM leaves is swept by the next one.
 */
public final class EmbeddedBackend implements Backend {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBackend.class);

    private final KitDirectory directory = KitDirectory.ofThisMachine();
    private final Account account = Account.choose(directory);
    private final Installation installation;
    private final Template template;
    private final RunDirectory run;
    private final ConcurrentLinkedDeque<EmbeddedServer> servers = new ConcurrentLinkedDeque<>();
    private final Thread atShutdown = new Thread(this::closeAll, "nexs-testing-shutdown");

    /**
     * Prepares binaries and template, both once per machine.
     *
     * @param version a prefix of the wanted version, empty for the newest that is there
     */
    public EmbeddedBackend(String version) {
        installation = Installation.of(Binaries.find(version), directory);
        template = Template.of(installation, account, directory);
        run = RunDirectory.create(directory);
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    @Override
    public Server create(ServerSpec spec) {
        try {
            Installation.requireSpace(directory.root());
            ServerHome home = new ServerHome(run.newDirectory(spec.name()), template);
            EmbeddedServer server = new EmbeddedServer(spec, installation, account, home, PortClaim.any(directory));
            servers.add(server);
            return server;
        } catch (IOException e) {
            throw new PostgresServerException("Cannot create a directory for " + spec.name() + ": " + e, e);
        }
    }

    @Override
    public Path newDirectory(String name) {
        try {
            return run.newDirectory(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException shuttingDown) {
            LOG.debug("Closed while the JVM shuts down", shuttingDown);
        }
        closeAll();
    }

    private void closeAll() {
        for (EmbeddedServer server = servers.pollLast(); server != null; server = servers.pollLast()) {
            server.close();
        }
        try {
            run.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
