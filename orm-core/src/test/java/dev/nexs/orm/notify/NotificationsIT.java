package dev.nexs.orm.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class NotificationsIT {

    record Order(int id, String state) {}

    @Entity(name = "Counter")
    static class Counter {
        @Id
        int id;
    }

    private Node node;
    private NexsDataSource source;
    private Notifications notifications;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Gap> gaps = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open(Node server) {
        node = server;
        source = NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username(node.username())
                .password(node.password())
                .pool(p -> p.maximumSize(3))
                .build();
        notifications = Notifications.of(source);
    }

    @AfterEach
    void close() {
        notifications.close();
        source.close();
    }

    private void hear(Notification message) {
        heard.add(message.payload());
    }

    private SessionFactory factory() {
        return new Configuration()
                .setProperty("nexs.url", node.jdbcUrl())
                .setProperty("nexs.username", node.username())
                .setProperty("nexs.password", node.password())
                .setProperty("nexs.pool.maximum-size", "2")
                .addAnnotatedClass(Counter.class)
                .buildSessionFactory();
    }

    @Test
    void whatAPlainClientSendsArrivesInOrderAtEveryHandlerOfItsChannel() {
        List<Notification> second = new CopyOnWriteArrayList<>();
        notifications.listen("Odd \"channel\"", this::hear);
        notifications.listen("Odd \"channel\"", second::add);
        notifications.listen("other", message -> heard.add("wrong"));

        node.execute("select pg_notify('Odd \"channel\"', n::text) from generate_series(1, 500) n");

        List<String> numbers =
                IntStream.rangeClosed(1, 500).mapToObj(Integer::toString).toList();
        await().untilAsserted(() -> assertThat(heard).isEqualTo(numbers));
        await().untilAsserted(() ->
                assertThat(second).extracting(Notification::payload).isEqualTo(numbers));
        assertThat(second).allSatisfy(message -> assertThat(message.sequence()).isZero());
    }

    @Test
    void bothDeliveriesSendWithTheCommitAndNothingWithARollback() {
        notifications.listen("orders", this::hear);
        try (SessionFactory factory = factory()) {
            for (Delivery delivery : Delivery.values()) {
                assertThatThrownBy(() -> factory.inTransaction(session -> {
                            notifications.notify(session, "orders", "rolled back", delivery);
                            throw new IllegalStateException("no");
                        }))
                        .hasMessage("no");
                factory.inTransaction(session -> {
                    notifications.notify(session, "orders", delivery + " 1", delivery);
                    notifications.notify(session, "orders", delivery + " 2", delivery);
                });
                factory.inStatelessTransaction(
                        session -> notifications.notify(session, "orders", delivery + " 3", delivery));
            }
            try (var session = factory.openSession()) {
                assertThatThrownBy(() -> notifications.notify(session, "orders", "x"))
                        .hasMessageContaining("the session has none; begin one");
            }
        }
        await().untilAsserted(() -> assertThat(heard)
                .containsExactly(
                        "TRANSACTIONAL 1",
                        "TRANSACTIONAL 2",
                        "TRANSACTIONAL 3",
                        "COALESCED 1",
                        "COALESCED 2",
                        "COALESCED 3"));
    }

    @Test
    void coalescedMessagesAreJoinedAndKeepTheirOrder() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        Subscription subscription =
                notifications.listen("many", message -> heard.add(message.payload()), o -> o.queueSize(30_000));
        for (int i = 0; i < 20_000; i++) {
            notifications.notify("many", "message number " + i);
        }
        await().untilAsserted(() -> assertThat(heard).hasSize(20_000));
        assertThat(heard.get(19_999)).isEqualTo("message number 19999");
        assertThat(heard).doesNotHaveDuplicates();
        assertThat(subscription.statistics().gaps()).isZero();
        assertThat(notifications.statistics().sent()).isEqualTo(20_000);
        assertThat(notifications.statistics().sends()).isLessThan(1_000);
    }

    @Test
    void droppedCoalescedMessagesAreSeenAsAGap() {
        try (Notifications small = Notifications.of(source, o -> o.pending(10).coalescing(Duration.ofMillis(200)))) {
            notifications.listen("few", this::hear, o -> o.onGap(gaps::add));
            for (int i = 0; i < 50; i++) {
                small.notify("few", "" + i);
            }
            await().untilAsserted(() -> assertThat(gaps).singleElement().satisfies(gap -> {
                assertThat(gap.reason()).isEqualTo(Gap.Reason.SEQUENCE);
                assertThat(gap.last().payload()).isEqualTo("9");
            }));
            assertThat(heard).hasSize(10);
            assertThat(small.statistics().dropped()).isEqualTo(40);
        }
    }

    @Test
    void aBrokenConnectionIsReplacedAndTheGapTold() throws Exception {
        notifications.listen("orders", this::hear, o -> o.onGap(gaps::add));
        node.execute("select pg_notify('orders', 'before')");
        await().until(() -> heard.contains("before"));

        node.executeAsSuperuser("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                + " and (query ilike '%notification_queue_usage%' or query ilike 'listen%')");

        await().until(() -> !gaps.isEmpty());
        node.execute("select pg_notify('orders', 'after')");
        await().untilAsserted(() -> assertThat(heard).containsExactly("before", "after"));
        assertThat(gaps).singleElement().satisfies(gap -> {
            assertThat(gap.reason()).isEqualTo(Gap.Reason.CONNECTION_LOST);
            assertThat(gap.last().payload()).isEqualTo("before");
            assertThat(gap.since()).isBeforeOrEqualTo(gap.until());
        });
    }

    @Test
    void aHandlerThatFailsOrHangsHoldsUpNobodyElse() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Throwable> interrupted = new AtomicReference<>();
        Subscription failing = notifications.listen("orders", message -> {
            throw new IllegalStateException("a handler's own fault");
        });
        Subscription hanging = notifications.listen(
                "orders",
                message -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.set(e);
                    }
                },
                o -> o.timeout(Duration.ofMillis(100)).queueSize(5).onGap(gaps::add));
        notifications.listen("orders", this::hear);

        node.execute("select pg_notify('orders', n::text) from generate_series(1, 20) n");

        await().untilAsserted(() -> assertThat(heard).hasSize(20));
        await().until(() -> interrupted.get() != null);
        await().untilAsserted(() -> assertThat(failing.statistics().failed()).isEqualTo(20));
        assertThat(hanging.statistics().timedOut()).isPositive();
        assertThat(hanging.statistics().dropped()).isPositive();
        never.countDown();
        await().untilAsserted(() -> assertThat(gaps).anyMatch(gap -> gap.reason() == Gap.Reason.OVERFLOW));
    }

    @Test
    void jsonPatternsAndScopesFindTheirWay() {
        List<Order> orders = new CopyOnWriteArrayList<>();
        List<String> channels = new CopyOnWriteArrayList<>();
        try (Notifications shared = Notifications.of(source, o -> o.multiplexed(true));
                SessionFactory factory = factory()) {
            Notifications acme = shared.scoped("acme");
            acme.listenPattern("order.*", message -> channels.add(message.channel()), o -> {});
            acme.listen("order.paid", Order.class, orders::add, o -> {});
            shared.scoped("other").listenPattern("*", message -> channels.add("wrong"), o -> {});

            factory.inTransaction(session -> {
                acme.notifyJson(session, "order.paid", new Order(1, "paid"), Delivery.TRANSACTIONAL);
                acme.notify(session, "invoice.paid", "x");
            });
            acme.notify("order.sent", "y");

            // Each handler has a thread of its own.
            await().untilAsserted(() -> assertThat(channels).containsExactly("order.paid", "order.sent"));
            await().untilAsserted(() -> assertThat(orders).containsExactly(new Order(1, "paid")));
        }
        assertThatThrownBy(() -> notifications.listenPattern("*", this::hear, o -> {}))
                .hasMessageContaining("set multiplexed(true)");
    }

    @Test
    void longPayloadsAreRefusedOrGoByWayOfATable() throws Exception {
        String letters = "ü".repeat(4_000);
        node.execute(Notifications.CREATE_SPILL_TABLE);
        try (Notifications spilling = Notifications.of(source, o -> o.spill(true));
                Connection connection = source.getConnection()) {
            spilling.listen("long", this::hear);
            connection.setAutoCommit(false);
            spilling.notify(connection, "long", letters);
            connection.commit();

            await().untilAsserted(() -> assertThat(heard).containsExactly(letters));
            assertThatThrownBy(() -> notifications.notify(connection, "long", letters))
                    .hasMessageContaining("takes 8000 bytes, but a message holds fewer than 8,000");
            assertThatThrownBy(() -> notifications.notify("long", letters)).hasMessageContaining("fewer than 8,000");
            assertThatThrownBy(() -> notifications.listen("c".repeat(64), this::hear))
                    .hasMessageContaining("1 to 63");
        }
    }
}
