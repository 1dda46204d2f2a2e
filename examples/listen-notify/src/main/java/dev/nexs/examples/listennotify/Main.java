package dev.nexs.examples.listennotify;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.notify.Gap;
import dev.nexs.orm.notify.Notification;
import dev.nexs.orm.notify.Notifications;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A message with its transaction, one at once, and a failover, behind which the listener is told of a gap. */
public final class Main {

    private Main() {}

    /** Runs against servers that it starts. */
    public static void main(String[] arguments) throws Exception {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        try (Cluster servers = Cluster.start(c -> c.replicas(1));
                NexsDataSource source = NexsDataSource.builder()
                        .url(servers.jdbcUrl())
                        .username(servers.username())
                        .password(servers.password())
                        .build();
                Notifications notifications = Notifications.of(source)) {
            notifications.listen("orders", heard::add, o -> o.onGap(heard::add));

            Transactions.of(source).<Exception>run((Connection c) -> notifications.notify(c, "orders", "42 is paid"));
            print(heard.take());
            notifications.notify("orders", "43 is seen");
            print(heard.take());

            servers.primary().kill();
            servers.replica(0).promote();
            print(heard.take());
            notifications.notify("orders", "44 is sent");
            print(heard.take());
        }
    }

    private static void print(Object event) {
        if (event instanceof Notification message) {
            System.out.println("order " + message.payload());
        } else if (event instanceof Gap gap && gap.last() != null) {
            System.out.println(
                    "read the table up: the last message was " + gap.last().payload());
        }
    }
}
