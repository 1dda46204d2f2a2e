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
    private static final int PORT_ATTEMPTS = 5;

    private final String name;
    private final Tls tls;
    private final Installation installation;
    private final Account account;
    private final ServerHome home;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private volatile PortClaim port = PortClaim.any();
    private volatile @Nullable Process process;
    private volatile boolean closed;
    private boolean hasRun;
    private boolean paused;

    EmbeddedServer(ServerSpec spec, Installation installation, Account account, ServerHome home) {
        this.name = spec.name();
        this.tls = spec.tls();
        this.installation = installation;
        this.account = account;
        this.home = home;
        settings.putAll(ServerSettings.defaults(installation.version().major()));
        settings.put("listen_addresses", host());
        settings.put("unix_socket_directories", "");
        settings.putAll(spec.settings());
        if (!installation.hasLibrary(ServerSettings.PLANS)) {
            settings.remove("shared_preload_libraries", ServerSettings.PLANS);
        }
    }

    String name() {
        return name;
    }

    @Override
    public String host() {
        return PortClaim.HOST;
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
        for (int attempt = 1; !startsOn(port); attempt++) {
            if (hasRun || attempt == PORT_ATTEMPTS) {
                throw new PostgresServerException(name + " cannot listen on port " + port()
                        + ", since another process does. Its log:\n" + logs());
            }
            changePort();
        }
        hasRun = true;
    }

    /** Clients know the port from the first start on; before, any other does as well. */
    private void changePort() {
        try {
            PortClaim taken = port;
            port = PortClaim.any();
            taken.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean startsOn(PortClaim claim) {
        try {
            settings.put("port", Integer.toString(claim.port()));
            home.prepareStart(settings, tls);
            account.own(home.directory());
            int logged = logs().length();
            Process starting = launch();
            process = starting;
            home.rememberProcess(starting.pid());
            paused = false;
            if (closed) {
                kill();
                throw new PostgresServerException(name + " was closed while it started.");
            }
            return becomesReady(starting, logged);
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

    /**
     * The server writes its state into line 8 of its lock file.
     *
     * @return false if somebody else listens on the port
     */
    private boolean becomesReady(Process starting, int logged) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            if (exits(starting)) {
                String log = logs();
                if (log.substring(logged).contains("could not bind")) {
                    return false;
                }
                throw new PostgresServerException(
                        name + " ended with exit code " + starting.exitValue() + " while starting. Its log:\n" + log);
            }
            List<String> lines = home.lockFile();
            if (lines.size() >= 8 && lines.get(7).startsWith("ready")) {
                return true;
            }
        }
        kill();
        throw new PostgresServerException(
                name + " did not accept connections within " + LIMIT.toSeconds() + " s. Its log:\n" + logs());
    }

    /** A start may be interrupted: what there is of it by then is killed by {@link #close()}. */
    private boolean exits(Process starting) {
        try {
            return starting.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresServerException("Interrupted while " + name + " started.", e);
        }
    }

    @Override
    public synchronized void stop() {
        Process stopping = process;
        if (stopping != null && stopping.isAlive()) {
            if (paused) {
                resume();
            }
            Signal.INT.send(List.of(stopping.toHandle()));
            if (!Command.ends(stopping, LIMIT)) {
                kill();
            }
        }
    }

    @Override
    public synchronized void kill() {
        killNow();
        paused = false;
    }

    /** Without the lock: a start or a stop that another thread waits in ends by it. */
    private void killNow() {
        Process killed = process;
        if (killed != null && killed.isAlive()) {
            Signal.KILL.sendToAll(killed.toHandle());
            Command.ends(killed, LIMIT);
        }
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
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException(
                    "Cannot " + action + " " + name + ": it is not running. Start it first with start().");
        }
        return running;
    }

    private void requireStopped(String action) {
        if (isRunning()) {
            throw new IllegalStateException("Cannot " + action + " " + name + " while it runs.");
        }
    }

    @Override
    public boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    @Override
    public synchronized boolean isPaused() {
        return paused;
    }

    @Override
    public synchronized void configure(Map<String, String> changed) {
        settings.putAll(changed);
        Process running = process;
        if (running != null && running.isAlive()) {
            try {
                home.configure(settings);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Signal.HUP.send(List.of(running.toHandle()));
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
    public void close() {
        try {
            closed = true;
            List<String> lockFile = home.lockFile();
            killNow();
            remove(lockFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void remove(List<String> lockFile) throws IOException {
        kill();
        Remains.releaseSharedMemory(lockFile);
        Trees.delete(home.directory());
        port.close();
    }
}
