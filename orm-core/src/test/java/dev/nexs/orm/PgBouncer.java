package dev.nexs.orm;

import static org.awaitility.Awaitility.await;

import dev.nexs.testing.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A PgBouncer in transaction mode in front of one server, set up as docs/pgbouncer.md says. */
final class PgBouncer implements AutoCloseable {

    private static final List<Path> BINARIES =
            List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"), Path.of("/usr/local/bin/pgbouncer"));

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** {@return whether it is installed} */
    static boolean isInstalled() {
        return BINARIES.stream().anyMatch(Files::isExecutable);
    }

    /** Starts one with its files in {@code folder}. */
    static PgBouncer start(Node node, Path folder) throws IOException {
        Path binary = BINARIES.stream().filter(Files::isExecutable).findFirst().orElseThrow();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path users = Files.writeString(
                folder.resolve("users.txt"), "\"" + node.username() + "\" \"" + node.password() + "\"\n");
        Path config = Files.writeString(
                folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=%s port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = plain
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 4
                server_login_retry = 1
                ignore_startup_parameters = extra_float_digits
                """.formatted(node.host(), node.port(), port, users));
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            // It refuses to run as root, and nobody must be able to read what it needs.
            makeReadable(folder);
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(config.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            await().atMost(30, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress("127.0.0.1", port));
                    return true;
                }
            });
        } catch (ConditionTimeoutException e) {
            process.destroy();
            throw new AssertionError("PgBouncer did not start: " + Files.readString(folder.resolve("log")), e);
        }
        return new PgBouncer(process, port);
    }

    private static void makeReadable(Path directory) throws IOException {
        directory.toFile().setExecutable(true, false);
        directory.toFile().setReadable(true, false);
        directory.getParent().toFile().setExecutable(true, false);
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> file.toFile().setReadable(true, false));
        }
    }

    /** {@return where it listens} */
    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(5, TimeUnit.SECONDS);
    }
}
