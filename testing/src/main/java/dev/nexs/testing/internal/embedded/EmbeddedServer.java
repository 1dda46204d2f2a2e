package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server as a child process. Its directory holds {@code data}, the log and the id of the process.
 *
 * <p>Calls are serialized: control of one server is not a thing to do from many threads, but it must not break either.
 */
final class EmbeddedServer implements Server {

    static final String PID_FILE = "pid";

    /** Included at the end of postgresql.conf, so that it wins over what initdb wrote there. */
    private static final String CONFIGURATION = "nexs.conf";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 5;

    private final String name;
    private final Installation installation;
    private final Account account;
    private final Path directory;
    private final PortClaim port;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable Process process;
    private boolean paused;

    EmbeddedServer(String name, Installation installation, Account account, Path directory, PortClaim port) {
        this.name = name;
        this.installation = installation;
        this.account = account;
        this.directory = directory;
        this.port = port;
        settings.putAll(ServerSettings.defaults(installation.version().major()));
        settings.put("listen_addresses", host());
        settings.put("port", Integer.toString(port.port()));
        settings.put("unix_socket_directories", "");
    }

    Path data() {
        return directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("log");
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
    public int majorVersion() {
        return installation.version().major();
    }

    @Override
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        try {
            Files.deleteIfExists(data().resolve("postmaster.pid"));
            writeConfiguration();
            account.own(directory);
            process = launch();
            Files.writeString(directory.resolve(PID_FILE), Long.toString(process.pid()));
            paused = false;
            awaitReady(process);
        } catch (IOException e) {
            throw new PostgresServerException("Cannot start " + name + " on port " + port() + ": " + e, e);
        }
    }

    private Process launch() throws IOException {
        List<String> words = account.command(installation.binary("postgres"), List.of("-D", data().toString()));
        return Command.environment(new ProcessBuilder(words))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
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
            List<String> lines = Remains.lines(data().resolve("postmaster.pid"));
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
            Signal.INT.send(process.pid());
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

    @Override
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public synchronized void configure(Map<String, String> changed) {
        settings.putAll(changed);
        if (process != null && process.isAlive()) {
            try {
                writeConfiguration();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Signal.HUP.send(process.pid());
        }
    }

    private void writeConfiguration() throws IOException {
        Path main = data().resolve("postgresql.conf");
        String include = "include = '" + CONFIGURATION + "'\n";
        String text = Files.readString(main);
        if (!text.endsWith(include)) {
            Files.writeString(main, text + include);
        }
        Files.writeString(data().resolve(CONFIGURATION), ServerSettings.render(settings));
    }

    @Override
    public String logs() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            List<String> lockFile = Remains.lines(data().resolve("postmaster.pid"));
            kill();
            Remains.releaseSharedMemory(lockFile);
            Trees.delete(directory);
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
