package dev.nexs.types.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.support.Databases;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a document that did not change adds to a flush, in every shape. */
@PostgresServer
class FlushCostIT {

    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 2_000;
    /** The compiler works in the background, on a busy machine for long: measured until the goal is met, or in vain. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int ROUNDS = 10;

    private static final int ALLOWED_BYTES = 90;

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Map.of("hibernate.generate_statistics", "false"), Account.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    static Stream<Named<Consumer<Account>>> shapes() {
        return Stream.of(
                Named.of("a class without equals", account -> {
                    account.profile = new Profile("Ann");
                    for (int i = 0; i < 20; i++) {
                        account.profile.addresses.add(new Profile.Address("city " + i));
                    }
                }),
                Named.of(
                        "a record",
                        account -> account.settings = new Settings("d", 1, new ArrayList<>(List.of("a", "b")))),
                Named.of("a map", account -> {
                    account.attributes = new LinkedHashMap<>();
                    for (int i = 0; i < 20; i++) {
                        account.attributes.put("key" + i, new LinkedHashMap<>(Map.of("x", i, "y", List.of(1, 2))));
                    }
                }));
    }

    /** Hibernate's own flush of this entity of nine attributes is most of it, so that is taken off. */
    @ParameterizedTest
    @MethodSource("shapes")
    void anUnchangedFlushAllocatesNextToNothingForTheDocument(Consumer<Account> shape) {
        long without = bytesPerFlush(account -> {}, Long.MAX_VALUE);
        long goal = without + ALLOWED_BYTES;
        assertThat(bytesPerFlush(shape, goal)).isLessThanOrEqualTo(goal);
    }

    private static long bytesPerFlush(Consumer<Account> shape, long goal) {
        node.execute("delete from Account");
        factory.inTransaction(session -> {
            Account account = new Account(1);
            shape.accept(account);
            session.persist(account);
        });
        return factory.fromTransaction(session -> {
            session.find(Account.class, 1L);
            for (int i = 0; i < WARM_UP; i++) {
                session.flush();
            }
            long least = Long.MAX_VALUE;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (int round = 0; round < ROUNDS || (least > goal && System.nanoTime() < deadline); round++) {
                least = Math.min(least, measure(session));
            }
            return least;
        });
    }

    private static long measure(Session session) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED; i++) {
            session.flush();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / MEASURED;
    }
}
