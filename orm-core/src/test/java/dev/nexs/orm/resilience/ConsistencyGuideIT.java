package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TokenCodec;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The snippets of the section on consistency in docs/transactions.md. The replica stands still. */
@PostgresCluster(replicas = 1)
class ConsistencyGuideIT {

    private static final byte[] SECRET = "a secret from where secrets are kept".getBytes(StandardCharsets.UTF_8);

    private final Cluster cluster;
    private final NexsDataSource dataSource;
    private final TransactionRunner<Connection> tx;
    private final TokenCodec codec = TokenCodec.signedWith(SECRET);

    ConsistencyGuideIT(Cluster cluster) {
        this.cluster = cluster;
        this.dataSource = NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .build();
        this.tx = Transactions.of(dataSource);
    }

    @BeforeEach
    void letTheReplicaStandStill() {
        cluster.primary().execute("drop table if exists note", "create table note(text text)");
        cluster.awaitReplication(Duration.ofSeconds(20));
        cluster.replica(0).pauseReplay();
    }

    @AfterEach
    void close() {
        cluster.replica(0).resumeReplay();
        dataSource.close();
    }

    @Test
    void levels() throws SQLException {
        tx.run(connection -> insert(connection, "hello"));
        int own = tx.read(connection -> count(connection)); // 1, wherever it is read
        int past = tx.read(o -> o.consistency(Consistency.NONE), connection -> count(connection)); // may be 0
        assertThat(own).isEqualTo(1);
        assertThat(past).isZero();
    }

    @Test
    void aTokenIsHandedOn() throws SQLException {
        tx.run(connection -> insert(connection, "hello"));
        String text = codec.encode(tx.token()); // letters, digits, '.', '-', '_'

        ConsistencyToken token = codec.decode(text); // elsewhere, later
        int notes = tx.withToken(token).read(connection -> count(connection));
        assertThat(notes).isEqualTo(1);
    }

    /** A server's filter. */
    void handle(HttpExchange exchange) throws IOException {
        String header = exchange.getRequestHeaders().getFirst("Consistency-Token");
        try (ConsistencyScope scope =
                header == null ? ConsistencyScope.open() : ConsistencyScope.open(codec.decode(header))) {
            byte[] answer = application(exchange);
            scope.token()
                    .ifPresent(token -> exchange.getResponseHeaders().set("Consistency-Token", codec.encode(token)));
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        }
    }

    @Test
    void aTokenTravelsInAHeader() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        try {
            URI notes = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<String> written = client.send(
                    HttpRequest.newBuilder(notes)
                            .timeout(Duration.ofSeconds(20))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            String token = written.headers().firstValue("Consistency-Token").orElseThrow();
            HttpResponse<String> read = client.send(
                    HttpRequest.newBuilder(notes)
                            .header("Consistency-Token", token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> blind =
                    client.send(HttpRequest.newBuilder(notes).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(read.body()).isEqualTo("1");
            assertThat(blind.body()).isEqualTo("0");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aScopeGoesToOtherThreads() throws Exception {
        Semaphore done = new Semaphore(0);
        Executor executor = ForkJoinPool.commonPool();
        try (ConsistencyScope scope = ConsistencyScope.open()) {
            tx.run(connection -> insert(connection, "hello"));
            ConsistencyScope.wrap(executor).execute(() -> {
                assertThat(ConsistencyScope.current()).contains(scope);
                done.release();
            });
            done.acquire();
        }
    }

    @Test
    void connectionsInAScope() throws SQLException {
        try (ConsistencyScope scope = ConsistencyScope.open()) {
            try (Connection connection = dataSource.getConnection()) {
                insert(connection, "hello");
            }
            try (Connection connection = dataSource.getConnection(ReadPreference.SECONDARY_PREFERRED)) {
                assertThat(count(connection)).isEqualTo(1);
            }
        }
    }

    private byte[] application(HttpExchange exchange) {
        try {
            if (exchange.getRequestMethod().equals("POST")) {
                tx.run(connection -> insert(connection, "hello"));
                return exchange.getRequestMethod().getBytes(StandardCharsets.US_ASCII);
            }
            int notes = tx.read(connection -> count(connection));
            return Integer.toString(notes).getBytes(StandardCharsets.US_ASCII);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void insert(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into note values ('" + text + "')");
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from note")) {
            row.next();
            return row.getInt(1);
        }
    }
}
