package dev.nexs.orm.resilience;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Forwards one connection and reads what the client sends: a Sync or a simple query is a round trip. */
final class CountingProxy implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicInteger begins = new AtomicInteger();
    private final Map<String, String> queries = new ConcurrentHashMap<>();
    private final String host;
    private final int serverPort;

    private CountingProxy(String host, int port) throws IOException {
        this.host = host;
        this.serverPort = port;
    }

    static CountingProxy to(String host, int port) throws IOException {
        CountingProxy proxy = new CountingProxy(host, port);
        start("accept", proxy::accept);
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    int roundTrips() {
        return roundTrips.get();
    }

    int begins() {
        return begins.get();
    }

    void reset() {
        roundTrips.set(0);
        begins.set(0);
    }

    private void accept() throws IOException {
        Socket client = listener.accept();
        Socket server = new Socket(host, serverPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        start("answers", () -> copy(server.getInputStream(), client.getOutputStream()));
        start("requests", () -> count(new DataInputStream(client.getInputStream()), server.getOutputStream()));
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            to.write(buffer, 0, n);
            to.flush();
        }
    }

    /** The start-up message has no type; all others have a type, a length and a body. */
    private void count(DataInputStream from, OutputStream to) throws IOException {
        int startUp = from.readInt();
        forward(to, -1, from.readNBytes(startUp - 4));
        while (true) {
            int type = from.readUnsignedByte();
            byte[] body = from.readNBytes(from.readInt() - 4);
            String text = new String(body, StandardCharsets.ISO_8859_1);
            String[] parts = text.split("\0", -1);
            if (type == 'P') {
                queries.put(parts[0], parts[1]);
            }
            boolean begin = type == 'Q' && parts[0].startsWith("BEGIN")
                    || type == 'B' && queries.getOrDefault(parts[1], "").startsWith("BEGIN");
            begins.addAndGet(begin ? 1 : 0);
            roundTrips.addAndGet(type == 'S' || type == 'Q' && !begin ? 1 : 0); // the driver does not wait for BEGIN
            forward(to, type, body);
        }
    }

    private static void forward(OutputStream to, int type, byte[] body) throws IOException {
        int length = body.length + 4;
        int header = type < 0 ? 4 : 5;
        byte[] message = new byte[header + body.length];
        if (type >= 0) {
            message[0] = (byte) type;
        }
        for (int i = 0; i < 4; i++) {
            message[header - 4 + i] = (byte) (length >>> (24 - 8 * i));
        }
        System.arraycopy(body, 0, message, header, body.length);
        to.write(message);
        to.flush();
    }

    private static void start(String name, IoTask task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // the connection has ended
                    }
                },
                "counting-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface IoTask {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
