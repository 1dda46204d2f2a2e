package dev.nexs.testing.internal;

import dev.nexs.testing.KeyFiles;
import dev.nexs.testing.Role;
import java.nio.file.Path;
import java.util.Map;

/** One PostgreSQL server process and its files, whatever runs it. */
public interface Server extends AutoCloseable {

    /** Where a client reaches the server. */
    String host();

    /** The port, the same for the whole life of the server: also while it is down. */
    int port();

    /** Where another server of the same backend reaches this one. */
    default String peerHost() {
        return host();
    }

    /** The port for {@link #peerHost()}. */
    default int peerPort() {
        return port();
    }

    /** What follows a database in each JDBC URL of this server, from its question mark on; usually nothing. */
    default String urlParameters() {
        return "";
    }

    /** A database that is there always, to make others from. */
    default String maintenanceDatabase() {
        return "postgres";
    }

    /** A role that may do everything. */
    Role superuser();

    /** The major version, such as 18. */
    int majorVersion();

    /** Gives the server the kit's roles and an empty database. Not while it runs. */
    void initialize();

    /** Replaces the server's data by a copy of a running primary's, to be its replica. Not while it runs. */
    void copyOf(Server primary);

    /** Installs a certificate, at once if the server runs; the authority's is what client certificates are checked by. */
    void useCertificate(Path authority, KeyFiles certificate);

    /** Points a replica to another primary. */
    void follow(Server primary);

    /** Starts the process and returns when it accepts connections. */
    void start();

    /** Shuts down cleanly: clients are disconnected, a checkpoint is written. */
    void stop();

    /** SIGKILL to the postmaster and every backend: nothing is written, nobody is told. */
    void kill();

    /** Freezes every process of the server; the kernel goes on to accept TCP connections. */
    void pause();

    /** Lets a paused server go on. */
    void resume();

    /** Whether the process lives; a paused one does. */
    boolean isRunning();

    /** Whether the server is paused. */
    boolean isPaused();

    /** Replaces the given settings and has the server re-read its configuration if it runs. */
    void configure(Map<String, String> settings);

    /** Whether {@link #logs()} shows statements, if the server is told to log them. */
    default boolean canLogStatements() {
        return true;
    }

    /** What the server wrote to its log since it was created. */
    String logs();

    /** Ends the process and removes everything that the server left on the machine. */
    @Override
    void close();
}
