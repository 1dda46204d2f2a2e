package dev.nexs.testing.internal.proxy;

import dev.nexs.testing.internal.proxy.Conditions.Direction;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's socket, the server's socket, and the two pumps between them. */
final class ProxiedConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ProxiedConnection.class);

    /** The extended protocol answers when it sees a Sync, which the client may not have sent yet. */
    private static final byte[] SYNC = {'S', 0, 0, 0, 4};

    /** How long the answer to a COMMIT is waited for before the client is cut without it. */
    private static final long ANSWER_SECONDS = 2;

    private final Socket client;
    private final Socket server;
    private final Pump requests;
    private final Pump answers;
    private final Handshake handshake = new Handshake();
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean cut;
    private volatile boolean forgotten;

    ProxiedConnection(Socket client, Socket server, Conditions conditions, Supplier<@Nullable CommitCut> order) {
        this.client = client;
        this.server = server;
        requests = new Pump(client, Direction.REQUEST, conditions, new ToServer(order));
        answers = new Pump(server, Direction.ANSWER, conditions, new ToClient());
    }

    Pump requests() {
        return requests;
    }

    Pump answers() {
        return answers;
    }

    boolean isOpaque() {
        return handshake.isOpaque();
    }

    boolean isOpen() {
        return !client.isClosed() || !server.isClosed();
    }

    /** Closes both sockets with RST instead of FIN. */
    void reset() {
        abort(client);
        abort(server);
    }

    /** Carries nothing from now on; only that the client has closed its side still reaches the server. */
    void forget() {
        forgotten = true;
    }

    static void abort(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (SocketException alreadyClosed) {
            LOG.trace("Already closed: {}", socket, alreadyClosed);
        } catch (IOException e) {
            LOG.debug("Cannot close {}", socket, e);
        }
    }

    private static void endOutput(Socket to, Socket from) throws IOException {
        if (!to.isOutputShutdown()) {
            to.shutdownOutput();
        }
        if (from.isOutputShutdown()) {
            to.close();
            from.close();
        }
    }

    private final class ToServer implements Pump.Delivery {

        private final Requests reader = new Requests(handshake);
        private final Supplier<@Nullable CommitCut> order;
        private boolean warned;

        ToServer(Supplier<@Nullable CommitCut> order) {
            this.order = order;
        }

        @Override
        public void data(byte[] bytes, int from, int to) throws IOException {
            if (forgotten) {
                return;
            }
            warnIfBlind();
            int at = from;
            while (at < to && !cut) {
                Requests.Commit commit = reader.read(bytes, at, to);
                CommitCut wanted = commit == Requests.Commit.NONE ? null : order.get();
                cut = wanted != null && wanted.take();
                server.getOutputStream().write(bytes, at, reader.end() - at);
                at = reader.end();
                if (wanted != null && cut) {
                    cutBehind(commit, wanted);
                }
            }
        }

        private void warnIfBlind() {
            CommitCut wanted = order.get();
            if (!warned && handshake.isOpaque() && wanted != null && wanted.isPending()) {
                warned = true;
                LOG.warn("A COMMIT is to be cut, but {} is encrypted: connect with sslmode=disable", client);
            }
        }

        /** The server has the COMMIT, and nothing that it says from now on reaches the client. */
        private void cutBehind(Requests.Commit commit, CommitCut done) throws IOException {
            if (commit == Requests.Commit.BY_EXECUTE) {
                server.getOutputStream().write(SYNC);
            }
            boolean known = awaitAnswer();
            done.complete();
            abort(client);
            if (known) {
                server.close();
            }
        }

        private boolean awaitAnswer() {
            try {
                return answered.await(ANSWER_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void end() throws IOException {
            if (forgotten) {
                ProxiedConnection.this.reset();
            } else {
                endOutput(server, client);
            }
        }

        /** After a cut the server goes on undisturbed: an RST might overtake the COMMIT that it has not read yet. */
        @Override
        public void reset() {
            if (!cut) {
                ProxiedConnection.this.reset();
            }
        }
    }

    private final class ToClient implements Pump.Delivery {

        private final Answers reader = new Answers(handshake);

        @Override
        public void data(byte[] bytes, int from, int to) throws IOException {
            if (forgotten) {
                return;
            }
            boolean transactionEnded = reader.read(bytes, from, to);
            if (!cut) {
                client.getOutputStream().write(bytes, from, to - from);
            } else if (transactionEnded) {
                answered.countDown();
                if (client.isClosed()) {
                    server.close();
                }
            }
        }

        @Override
        public void end() throws IOException {
            if (cut) {
                reset();
            } else if (!forgotten) {
                endOutput(client, server);
            }
        }

        @Override
        public void reset() {
            if (cut) {
                answered.countDown();
                abort(server);
            } else if (!forgotten) {
                ProxiedConnection.this.reset();
            }
        }
    }
}
