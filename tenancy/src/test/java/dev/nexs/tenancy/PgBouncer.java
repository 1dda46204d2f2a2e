package dev.nexs.tenancy;

import static org.awaitility.Awaitility.await;

import dev.nexs.testing.Node;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** PgBouncer in transaction mode before a server, for the application's role and the owner's, with two connections each. */
final class PgBouncer implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/sbin/pgbouncer");

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    static PgBouncer start(Node node, Path folder) throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Path users = Files.writeString(
                folder.resolve("users.txt"),
                line(node.username(), node.password())
                        + line(node.appRole().name(), node.appRole().password()));
        Path settings = Files.writeString(
                folder.resolve("pgbouncer.ini"),
                String.join(
                        "\n",
                        "[databases]",
                        "* = host=" + node.host() + " port=" + node.port(),
                        "[pgbouncer]",
                        "listen_addr = 127.0.0.1",
                        "listen_port = " + free,
                        "unix_socket_dir =",
                        "auth_type = plain",
                        "auth_file = " + users,
                        "pool_mode = transaction",
                        "default_pool_size = 2",
                        "ignore_startup_parameters = extra_float_digits",
                        ""));
        List<String> command = new ArrayList<>(List.of(BINARY.toString()));
        if (System.getProperty("user.name").equals("root")) { // as whom it does not run
            for (Path each : List.of(folder.getParent(), folder)) {
                each.toFile().setExecutable(true, false);
            }
            for (Path each : List.of(folder, users, settings)) {
                each.toFile().setReadable(true, false);
            }
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            new Socket("127.0.0.1", free).close();
            return true;
        });
        return new PgBouncer(started, free);
    }

    private static String line(String user, String password) {
        return "\"" + user + "\" \"" + password + "\"\n";
    }

    /** {@return where a database is behind it; statements are not prepared by name} */
    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?prepareThreshold=0";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
