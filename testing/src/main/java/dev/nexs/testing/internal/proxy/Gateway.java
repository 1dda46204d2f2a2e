package dev.nexs.testing.internal.proxy;

import dev.nexs.testing.internal.machine.PortClaim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on a port and connects whoever comes with the server, under the {@link Conditions} that hold. */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int BACKLOG = 256;

    private final String name;
    private final InetSocketAddress target;
    private final int port;
    private final Conditions conditions = new Conditions();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(threadFactory());
    private volatile @Nullable CommitCut order;
    private @Nullable ServerSocket listener;
    private CountDownLatch acceptEnded = new CountDownLatch(0);

    /** Opens a gateway on a port of the loopback interface. */
    public Gateway(String name, InetSocketAddress target, int port) {
        this.name = name;
        this.target = target;
        this.port = port;
        open();
    }

    private ThreadFactory threadFactory() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "nexs-testing-proxy-" + name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The network as it is now; changing it changes it for open connections, too. */
    public Conditions conditions() {
        return conditions;
    }

    /** Accepts connections from now on. */
    public synchronized void open() {
        if (listener != null) {
            return;
        }
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(PortClaim.address(port), BACKLOG);
            listener = opened;
            CountDownLatch ended = new CountDownLatch(1);
            acceptEnded = ended;
            threads.execute(() -> {
                accept(opened);
                ended.countDown();
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The proxy " + name + " cannot listen on port " + port, e);
        }
    }

    /**
     * Has the kernel refuse new connections; open ones live on. The kernel goes on to listen until the thread that
     * accepts has left its system call, so that is waited for.
     */
    public synchronized void refuse() {
        try {
            if (listener != null) {
                listener.close();
                awaitEndOfAccept();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The proxy " + name + " cannot close port " + port, e);
        } finally {
            listener = null;
        }
    }

    private void awaitEndOfAccept() {
        boolean interrupted = false;
        while (acceptEnded.getCount() > 0) {
            try {
                acceptEnded.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Breaks all open connections with an RST to both sides. */
    public void reset() {
        connections.forEach(ProxiedConnection::reset);
        connections.clear();
    }

    /** Has all open connections carry nothing any more, without telling the client. */
    public void forget() {
        connections.forEach(ProxiedConnection::forget);
    }

    /**
     * Orders that the next COMMIT is the last thing its connection carries.
     *
     * @throws IllegalStateException if an open connection is encrypted, where no COMMIT can be seen
     */
    public CommitCut cutNextCommit() {
        if (connections.stream().anyMatch(connection -> connection.isOpen() && connection.isOpaque())) {
            throw new IllegalStateException("The proxy " + name + " cannot see a COMMIT in an encrypted connection. "
                    + "Connect through it with sslmode=disable.");
        }
        withdrawCut();
        CommitCut cut = new CommitCut();
        order = cut;
        return cut;
    }

    /** Withdraws a {@link #cutNextCommit()} that nobody has met. */
    public void withdrawCut() {
        CommitCut previous = order;
        if (previous != null) {
            previous.withdraw();
        }
    }

    private void accept(ServerSocket from) {
        try {
            while (!from.isClosed()) {
                Socket client = from.accept();
                if (from.isClosed()) {
                    ProxiedConnection.abort(client);
                } else {
                    threads.execute(() -> serve(client));
                }
            }
        } catch (IOException e) {
            LOG.trace("The proxy {} stopped listening", name, e);
        }
    }

    private void serve(Socket client) {
        try {
            conditions.awaitConnectivity();
            ProxiedConnection connection = new ProxiedConnection(client, connect(client), conditions, () -> order);
            connections.removeIf(old -> !old.isOpen());
            connections.add(connection);
            threads.execute(interruptibly(connection.requests()::deliver));
            threads.execute(interruptibly(connection.answers()::read));
            threads.execute(interruptibly(connection.answers()::deliver));
            connection.requests().read();
        } catch (IOException e) {
            LOG.debug("The proxy {} cannot reach {}", name, target, e);
            ProxiedConnection.abort(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ProxiedConnection.abort(client);
        }
    }

    private Socket connect(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        Socket server = new Socket();
        try {
            server.setTcpNoDelay(true);
            server.connect(target);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private interface Interruptible {
        void run() throws InterruptedException;
    }

    private static Runnable interruptibly(Interruptible action) {
        return () -> {
            try {
                action.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Override
    public void close() {
        refuse();
        reset();
        threads.shutdownNow();
    }
}
