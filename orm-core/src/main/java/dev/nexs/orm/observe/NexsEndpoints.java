package dev.nexs.orm.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Health and metrics of a datasource over HTTP, by the JDK's own server, for applications that have none: {@code
 * /health/live}, {@code /health/ready} (200 while reads are served, 503 else) and {@code /metrics}. Nothing asks a database
 * server, so nothing waits.
 *
 * <p>It listens on the loopback address. Anywhere else it needs a token, which callers send as {@code Authorization: Bearer
 * …}. Closing it frees the port.
 */
public final class NexsEndpoints implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int MINIMUM_TOKEN = 16;

    private final HttpServer server;
    private final ExecutorService threads;
    private final @Nullable String token;
    private final Supplier<String> metrics;

    private NexsEndpoints(ObservedDataSource source, int port, Options options) {
        this.token = options.token;
        this.metrics = options.metrics;
        try {
            server = HttpServer.create(new InetSocketAddress(options.address, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Endpoints cannot listen on " + options.address.getHostAddress() + ":" + port + ": "
                            + e.getMessage() + "; choose a free port, or 0 for any",
                    e);
        }
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "nexs-endpoints-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/health/live", exchange -> answer(exchange, () -> live(source)));
        server.createContext("/health/ready", exchange -> answer(exchange, () -> ready(source)));
        server.createContext("/metrics", exchange -> answer(exchange, this::scrape));
        server.start();
    }

    /**
     * Listens on the loopback address.
     *
     * @param port where, or 0 for any free one
     */
    public static NexsEndpoints start(ObservedDataSource source, int port) {
        return start(source, port, options -> {});
    }

    /**
     * Listens where the options say.
     *
     * @throws IllegalArgumentException when the address can be reached from elsewhere and there is no token
     */
    public static NexsEndpoints start(ObservedDataSource source, int port, Consumer<? super Options> options) {
        Options chosen = new Options();
        options.accept(chosen);
        if (!chosen.address.isLoopbackAddress() && chosen.token == null) {
            throw new IllegalArgumentException("Endpoints on " + chosen.address.getHostAddress()
                    + " can be reached from elsewhere, so they need a token; set one, or stay on the loopback address");
        }
        return new NexsEndpoints(source, port, chosen);
    }

    /** {@return the port} */
    public int port() {
        return server.getAddress().getPort();
    }

    private record Answer(int status, String type, String body) {}

    private static Answer live(ObservedDataSource source) {
        return new Answer(200, "application/json", "{\"live\":true,\"health\":\"" + lower(source.health()) + "\"}");
    }

    private static String lower(HealthReport report) {
        return report.health().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Answer ready(ObservedDataSource source) {
        HealthReport report = source.health();
        return new Answer(report.isReady() ? 200 : 503, "application/json", report.toJson());
    }

    private Answer scrape() {
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
    }

    private void answer(HttpExchange exchange, Supplier<Answer> content) throws IOException {
        try (exchange) {
            Answer answer;
            if (!isAllowed(exchange)) {
                answer = new Answer(401, "text/plain", "Send the token as Authorization: Bearer ...\n");
            } else if (!exchange.getRequestMethod().equals("GET")
                    && !exchange.getRequestMethod().equals("HEAD")) {
                answer = new Answer(405, "text/plain", "GET is all there is\n");
            } else if (!exchange.getRequestURI()
                    .getPath()
                    .equals(exchange.getHttpContext().getPath())) {
                answer = new Answer(404, "text/plain", "There are /health/live, /health/ready and /metrics\n");
            } else {
                answer = content.get();
            }
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private boolean isAllowed(HttpExchange exchange) {
        if (token == null) {
            return true;
        }
        String given = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where endpoints listen, and what they tell. */
    public static final class Options {

        private InetAddress address = InetAddress.getLoopbackAddress();
        private @Nullable String token;
        private Supplier<String> metrics =
                () -> "# No metrics: hand a Prometheus registry's scrape() to the endpoints' options\n";

        private Options() {}

        /** Listens on this address. Default: the loopback one. */
        public Options address(InetAddress address) {
            this.address = Objects.requireNonNull(address);
            return this;
        }

        /** Answers only who sends this token. At least 16 characters. Default: none. */
        public Options token(String token) {
            if (token.length() < MINIMUM_TOKEN) {
                throw new IllegalArgumentException("The token has " + token.length() + " characters, but must have at"
                        + " least " + MINIMUM_TOKEN + "; take them from a random generator");
            }
            this.token = token;
            return this;
        }

        /** What {@code /metrics} answers, such as {@code registry::scrape} of a Prometheus registry. */
        public Options metrics(Supplier<String> metrics) {
            this.metrics = Objects.requireNonNull(metrics);
            return this;
        }
    }
}
