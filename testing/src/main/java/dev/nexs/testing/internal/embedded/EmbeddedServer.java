package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.KeyFiles;
import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.Role;
import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSettings;
import dev.nexs.testing.internal.ServerSpec;
import dev.nexs.testing.internal.Tls;
import dev.nexs.testing.internal.machine.PortClaim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server as a child process.
 *
 * <p>Calls are serialized: control of one server is not a thing to do from many threads, but it must not break either.
 */
final class EmbeddedServer implements Server {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 5;

    private final String name;
    private final Tls tls;
    private final Installation installation;
    private final Account account;
    private final ServerHome home;
    private final PortClaim port;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable Process process;
    private boolean paused;

    EmbeddedServer(ServerSpec spec, Installation installation, Account account, ServerHome home, PortClaim port) {
        this.name = spec.name();
        this.tls = spec.tls();
        this.installation = installation;
        this.account = account;
        this.home = home;
        this.port = port;
        settings.putAll(ServerSettings.defaults(installation.version().major()));
        settings.put("listen_addresses", host());
        settings.put("port", Integer.toString(port.port()));
        settings.put("unix_socket_directories", "");
        settings.putAll(spec.settings());
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port.port();
    }

    @Override
    public Role superuser() {
        return Accounts.SUPERUSER;
    }

    @Override
    public int majorVersion() {
        return installation.version().major();
    }

    @Override
    public synchronized void initialize() {
        requireStopped("initialize");
        try {
            home.copyTemplate();
        } catch (IOException e) {
            throw new PostgresServerException("Cannot copy the template for " + name + ": " + e, e);
        }
    }

    @Override
    public synchronized void copyOf(Server primary) {
        requireStopped("replace the data of");
        EmbeddedServer source = (EmbeddedServer) primary;
        try {
            Remains.releaseSharedMemory(home.lockFile());
            new BaseBackup(source.host(), source.port()).copy(source.home.data(), home.data());
        } catch (IOException | SQLException e) {
            throw new PostgresServerException("Cannot copy " + source.name + " for " + name + ": " + e, e);
        }
        follow(primary);
    }

    @Override
    public synchronized void useCertificate(Path authority, KeyFiles certificate) {
        try {
            Map<String, String> changed = home.installCertificate(authority, certificate);
            account.own(home.directory());
            configure(changed);
        } catch (IOException e) {
            throw new PostgresServerException("Cannot install a certificate on " + name + ": " + e, e);
        }
    }

    @Override
    public void follow(Server primary) {
        configure(Map.of("primary_conninfo", Accounts.replicationConnection(primary, name)));
    }

    @Override
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        try {
            home.prepareStart(settings, tls);
            account.own(home.directory());
            process = launch();
            home.rememberProcess(process.pid());
            paused = false;
            awaitReady(process);
        } catch (IOException e) {
            throw new PostgresServerException("Cannot start " + name + " on port " + port() + ": " + e, e);
        }
    }

    private Process launch() throws IOException {
        List<String> arguments = List.of("-D", home.data().toString());
        return Command.environment(new ProcessBuilder(account.command(installation.binary("postgres"), arguments)))
                .directory(home.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()))
                .start();
    }

    /** The server writes its state into line 8 of its lock file. */
    private void awaitReady(Process starting) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            if (exits(starting, POLL_MILLIS)) {
                throw new PostgresServerException(name + " ended with exit code " + starting.exitValue()
                        + " while starting. Its log:\n" + logs());
            }
            List<String> lines = home.lockFile();
            if (lines.size() >= 8 && lines.get(7).startsWith("ready")) {
                return;
            }
        }
        kill();
        throw new PostgresServerException(
                name + " did not accept connections within " + LIMIT.toSeconds() + " s. Its log:\n" + logs());
    }

    private boolean exits(Process ending, long millis) {
        try {
            return ending.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresServerException("Interrupted while waiting for " + name, e);
        }
    }

    @Override
    public synchronized void stop() {
        if (process != null && process.isAlive()) {
            if (paused) {
                resume();
            }
            Signal.INT.send(List.of(process.toHandle()));
            if (!exits(process, LIMIT.toMillis())) {
                kill();
            }
        }
    }

    @Override
    public synchronized void kill() {
        if (process != null && process.isAlive()) {
            Remains.kill(process.toHandle());
            exits(process, LIMIT.toMillis());
        }
        paused = false;
    }

    @Override
    public synchronized void pause() {
        Signal.STOP.sendToAll(running("pause").toHandle());
        paused = true;
    }

    @Override
    public synchronized void resume() {
        Signal.CONT.sendToAll(running("resume").toHandle());
        paused = false;
    }

    private Process running(String action) {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException(
                    "Cannot " + action + " " + name + ": it is not running. Start it first with start().");
        }
        return process;
    }

    private void requireStopped(String action) {
        if (isRunning()) {
            throw new IllegalStateException("Cannot " + action + " " + name + " while it runs.");
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public synchronized boolean isPaused() {
        return paused;
    }

    @Override
    public synchronized void configure(Map<String, String> changed) {
        settings.putAll(changed);
        if (process != null && process.isAlive()) {
            try {
                home.configure(settings);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Signal.HUP.send(List.of(process.toHandle()));
        }
    }

    @Override
    public String logs() {
        try {
            return home.logs();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            List<String> lockFile = home.lockFile();
            kill();
            Remains.releaseSharedMemory(lockFile);
            Trees.delete(home.directory());
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
