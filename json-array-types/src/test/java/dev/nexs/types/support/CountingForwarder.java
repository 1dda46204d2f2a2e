package dev.nexs.types.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and the server and counts the bytes that the client sends.
 *
 * <p>Bytes are counted before they are passed on, so whatever the server has answered is in the count.
 */
public final class CountingForwarder implements AutoCloseable {

    private final AtomicLong sent = new AtomicLong();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket entrance;
    private final String host;
    private final int port;

    public CountingForwarder(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    public long bytesSent() {
        return sent.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            Socket server = new Socket(host, port);
            sockets.addAll(List.of(client, server));
            start(() -> pass(client, server, sent));
            start(() -> pass(server, client, new AtomicLong()));
        }
    }

    private static void pass(Socket from, Socket to, AtomicLong count) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count.addAndGet(read);
                out.write(buffer, 0, read);
            }
        }
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // The end of the connection and of the thread; the client of the test sees it too.
                    }
                },
                "nexs-test-forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
