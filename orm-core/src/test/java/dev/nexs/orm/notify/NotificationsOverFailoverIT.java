package dev.nexs.orm.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** More rounds: {@code -Dnexs.test.rounds=20}. */
@PostgresCluster(replicas = 2)
class NotificationsOverFailoverIT {

    private static final int ROUNDS = Integer.getInteger("nexs.test.rounds", 2);

    @Test
    void nothingIsLostWithoutAGap(Cluster cluster) throws Exception {
        List<Object> events = new CopyOnWriteArrayList<>();
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        Map<Integer, Boolean> certain = new ConcurrentHashMap<>();
        try (NexsDataSource source = NexsDataSource.builder()
                        .url(cluster.jdbcUrl())
                        .username(cluster.username())
                        .password(cluster.password())
                        .pool(p -> p.maximumSize(3))
                        .build();
                Notifications notifications = Notifications.of(source)) {
            notifications.listen("ticks", events::add, o -> o.onGap(events::add));
            Thread sender = new Thread(() -> {
                while (!stop.get()) {
                    int number = sent.incrementAndGet();
                    try (var connection = source.getConnection()) {
                        notifications.notify(connection, "ticks", "" + number);
                        certain.put(number, true);
                    } catch (java.sql.SQLException e) {
                        // whether that one was sent is not known, so it is not asked for
                    }
                    notifications.notify("ticks", "c" + number);
                    java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
                }
            });
            sender.start();
            for (int round = 0; round < ROUNDS; round++) {
                int before = gaps(events);
                await().until(() -> !events.isEmpty());
                Node old = cluster.primary();
                old.kill();
                cluster.replica(0).promote();
                await().atMost(Duration.ofSeconds(30)).until(() -> gaps(events) > before);
                cluster.rejoin(old);
                int now = events.size();
                await().atMost(Duration.ofSeconds(30)).until(() -> events.size() > now + 20);
            }
            stop.set(true);
            sender.join();
            await().atMost(Duration.ofSeconds(10)).until(() -> holds(events, "c" + sent.get()));
            assertThat(unexplained(events, certain.keySet())).isEmpty();
            assertThat(gaps(events)).isGreaterThanOrEqualTo(ROUNDS);
        }
    }

    private static boolean holds(List<Object> events, String payload) {
        return events.stream()
                .anyMatch(e -> e instanceof Notification n && n.payload().equals(payload));
    }

    private static int gaps(List<Object> events) {
        return (int) events.stream().filter(Gap.class::isInstance).count();
    }

    /** Numbers that were sent for certain and never came, though no gap stands between their neighbours. */
    private static List<Integer> unexplained(List<Object> events, Set<Integer> certain) {
        List<Integer> missing = new ArrayList<>();
        int last = 0;
        boolean gap = false;
        for (Object event : events) {
            if (event instanceof Gap) {
                gap = true;
            } else if (event instanceof Notification message
                    && !message.payload().startsWith("c")) {
                int number = Integer.parseInt(message.payload());
                for (int lost = last + 1; lost < number && !gap; lost++) {
                    if (certain.contains(lost)) {
                        missing.add(lost);
                    }
                }
                last = number;
                gap = false;
            }
        }
        return missing;
    }
}
