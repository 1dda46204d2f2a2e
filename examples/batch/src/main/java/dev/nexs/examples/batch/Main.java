package dev.nexs.examples.batch;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.bulk.Batch;
import dev.nexs.orm.bulk.BatchResult;
import dev.nexs.orm.bulk.Bulk;
import dev.nexs.orm.bulk.BulkException;
import dev.nexs.testing.Cluster;
import java.time.Duration;
import java.util.List;

/** An order in one round trip, over a network of 10 ms each way. */
public final class Main {

    private Main() {}

    /** Runs against a server that it starts. */
    public static void main(String[] arguments) {
        try (Cluster server = Cluster.start(c -> c.replicas(0));
                NexsDataSource source = NexsDataSource.builder()
                        .url(server.proxiedJdbcUrl())
                        .username(server.username())
                        .password(server.password())
                        .build()) {
            server.primary()
                    .execute(
                            "create table stock (item text primary key, n int check (n >= 0))",
                            "create table orders (id int generated always as identity, item text, n int)",
                            "insert into stock values ('nut', 10), ('bolt', 1)");
            Bulk bulk = Bulk.of(source);
            bulk.batch().add("select 1").execute();
            server.proxy().latency(Duration.ofMillis(10));

            long begin = System.nanoTime();
            List<BatchResult> results = order(bulk, "nut", 3).execute();
            System.out.println(
                    "order " + results.get(0).first() + ", " + results.get(2).first() + " left");
            System.out.println("3 statements and COMMIT took about 2 round trips: "
                    + (System.nanoTime() - begin < Duration.ofMillis(150).toNanos()));

            try {
                order(bulk, "bolt", 2).execute();
            } catch (BulkException e) {
                System.out.println("refused: statement " + e.rowNumber() + ", " + e.sqlState());
            }
        }
    }

    private static Batch order(Bulk bulk, String item, int n) {
        return bulk.batch()
                .add("insert into orders (item, n) values (?, ?) returning id", item, n)
                .add("update stock set n = n - ? where item = ?", n, item)
                .add("select n from stock where item = ?", item);
    }
}
