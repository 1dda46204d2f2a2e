package dev.nexs.testing.internal.machine;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A port that stays ours while its server is down.
 *
 * <p>It lies below the range from which Linux takes the local ports of outgoing connections, and no other JVM that
 * uses the kit takes it, because we hold a lock on a file with its number.
 */
public final class PortClaim implements AutoCloseable {

    /** Where the kit's servers and proxies listen, whatever the JVM takes for its loopback address. */
    public static final String HOST = "127.0.0.1";

    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 200;

    private final int port;
    private final FileChannel channel;

    private PortClaim(int port, FileChannel channel) {
        this.port = port;
        this.channel = channel;
    }

    /** Claims a port that nobody listens on. */
    public static PortClaim any() {
        KitDirectory directory = KitDirectory.ofThisMachine();
        try {
            Files.createDirectories(directory.ports());
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
                PortClaim claim = claim(directory.ports().resolve(Integer.toString(port)), port);
                if (claim != null) {
                    return claim;
                }
            }
        } catch (IOException e) {
            throw new PostgresServerException("Cannot claim a port in " + directory.ports() + ": " + e, e);
        }
        throw new PostgresServerException("No free port between " + LOWEST + " and " + HIGHEST + " in " + ATTEMPTS
                + " attempts: too many servers run on this machine.");
    }

    private static @Nullable PortClaim claim(Path file, int port) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null && isFree(port)) {
                return new PortClaim(port, channel);
            }
        } catch (OverlappingFileLockException ownedByThisJvm) {
            // Closing the channel would give up the other claim's lock too: POSIX locks belong to the process.
            return null;
        }
        channel.close();
        return null;
    }

    /** Where a listener on the given port binds. */
    public static InetSocketAddress address(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address(port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The port. */
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
