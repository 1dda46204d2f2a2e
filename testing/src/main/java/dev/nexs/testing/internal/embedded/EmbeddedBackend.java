package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.Backend;
import dev.nexs.testing.internal.Closing;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSpec;
import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
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

    /** A little less than a cluster has, so that its message names the server. */
    private static final Duration SERVERS_LIMIT = Closing.LIMIT.minusSeconds(1);

    private final Account account;
    private final KitDirectory directory;
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
        KitDirectory own = KitDirectory.ofThisMachine();
        account = Account.choose(own);
        directory = account.reachable(own);
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
            EmbeddedServer server = new EmbeddedServer(spec, installation, account, home);
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

    /** The run directory of a server that could not be closed stays for the next JVM to sweep. */
    private void closeAll() {
        Closing closing = new Closing(SERVERS_LIMIT);
        for (EmbeddedServer server = servers.pollLast(); server != null; server = servers.pollLast()) {
            closing.begin(server.name(), server::close);
        }
        try (run) {
            closing.await();
            run.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
