package dev.nexs.examples.transactions;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.TokenCodec;
import dev.nexs.orm.Transactions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /} tells the owner of account 1, {@code PUT /} changes it. The token in the header says what a client has
 * seen: it comes with each answer and is sent with the next request, to this service or to another one.
 */
final class AccountService implements AutoCloseable {

    static final String HEADER = "Consistency-Token";

    private final Transactions transactions;
    private final TokenCodec codec;
    private final HttpServer server;

    AccountService(Transactions transactions, TokenCodec codec) throws IOException {
        this.transactions = transactions;
        this.codec = codec;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange;
                ConsistencyScope scope = ConsistencyScope.open()) {
            String sent = exchange.getRequestHeaders().getFirst(HEADER);
            if (!raise(scope, sent)) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            byte[] answer = answer(exchange).getBytes(StandardCharsets.UTF_8);
            scope.token().ifPresent(seen -> exchange.getResponseHeaders().set(HEADER, codec.encode(seen)));
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /** Whoever sends a token that was not signed here gets no answer. */
    private boolean raise(ConsistencyScope scope, @Nullable String sent) {
        try {
            if (sent != null) {
                scope.raise(codec.decode(sent));
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            String owner = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            transactions.run(session -> {
                session.find(Account.class, 1L).owner = owner;
            });
            return owner;
        }
        return transactions.read(session -> session.find(Account.class, 1L).owner);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
