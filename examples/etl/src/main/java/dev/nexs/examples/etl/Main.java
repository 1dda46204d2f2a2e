package dev.nexs.examples.etl;

import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.bulk.Bulk;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** A warehouse follows a shop: first everything, then what has changed, then nothing. */
public final class Main {

    private static final int PRODUCTS = 20_000;

    private Main() {}

    /** Runs on the databases that {@code NEXS_URL} and {@code NEXS_TARGET_URL} name, else on two embedded servers. */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        String shop = System.getenv("NEXS_URL");
        String warehouse = System.getenv("NEXS_TARGET_URL");
        if (shop != null && warehouse != null) {
            run(Map.of(NexsSettings.URL, shop), Map.of(NexsSettings.URL, warehouse), out);
            return;
        }
        try (Cluster one = Cluster.start(c -> c.replicas(0));
                Cluster two = Cluster.start(c -> c.replicas(0))) {
            run(settings(one), settings(two), out);
        }
    }

    private static Map<String, String> settings(Cluster cluster) {
        return Map.of(
                NexsSettings.URL, cluster.jdbcUrl(),
                NexsSettings.USERNAME, cluster.username(),
                NexsSettings.PASSWORD, cluster.password());
    }

    private static void run(Map<String, String> from, Map<String, String> to, PrintStream out) {
        try (SessionFactory shop = open(from);
                SessionFactory warehouse = open(to)) {
            Instant before = Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MICROS);
            Bulk.of(shop)
                    .insert(
                            Product.class,
                            LongStream.range(0, PRODUCTS).mapToObj(i -> new Product(i, "product " + i, 10, before)));
            Sync sync = new Sync(shop, warehouse);
            out.println("first: " + sync.run());

            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            shop.inTransaction(session -> {
                session.createMutationQuery("update Product set price = 12, changedAt = :now where id < 7")
                        .setParameter("now", now)
                        .executeUpdate();
                session.createMutationQuery("delete from Product where id >= :last")
                        .setParameter("last", PRODUCTS - 3)
                        .executeUpdate();
                session.persist(new Product(PRODUCTS + 1, "new", 1, now));
            });
            Sync.Result second = sync.run();
            out.println("changes taken over: " + changes(second) + ", removed: " + second.removed());
            Sync.Result third = sync.run();
            out.println("changes taken over: " + changes(third) + ", removed: " + third.removed());
            out.println("the same in both: " + sum(shop).equals(sum(warehouse)));
        }
    }

    private static long changes(Sync.Result result) {
        return result.rows().entrySet().stream()
                .filter(entry -> entry.getKey() != dev.nexs.orm.bulk.UpsertOutcome.Kind.UNCHANGED)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static String sum(SessionFactory factory) {
        return factory.fromTransaction(session -> session.createNativeQuery(
                        "select md5(string_agg(id || name || price, ',' order by id)) from Product", String.class)
                .getSingleResult());
    }

    private static SessionFactory open(Map<String, String> server) {
        Configuration configuration = new Configuration().addAnnotatedClass(Product.class);
        new HashMap<>(server).forEach(configuration::setProperty);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
        return configuration.buildSessionFactory();
    }
}
