package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

/**
 * Ten tenants at work in eight threads of two instances, which turn to another tenant with each operation, while tenants are
 * suspended, taken back into use and moved, and while the primary is killed and its replica takes over. Every row says whose
 * it is. Commits wait for the replica, so what was acknowledged is there in the end.
 */
class InterleavedTenantsIT {

    private static final List<String> TENANTS = List.of("t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "ta", "tb");
    private static final int THREADS = 8;

    /** Operations that have to succeed in each of the phases: before the failover, and after it. */
    private static final int OPERATIONS = Integer.getInteger("nexs.test.tenant-operations", 1_000);

    /** One row's name: whose it is, and which. */
    private static final String OWNERS = "select distinct split_part(name, '#', 1) from ";

    @Test
    @PostgresCluster(
            replicas = 1,
            synchronous = true,
            settings = {"max_connections=200"})
    void rowsOfSharedTables(Cluster cluster) throws Exception {
        Map<String, Object> settings = settings(cluster, "row");
        settings.put("hibernate.hbm2ddl.auto", "create");
        try (SessionFactory one = Fixture.factory(settings, Rows.Customer.class, Rows.Purchase.class)) {
            settings.put("hibernate.hbm2ddl.auto", "none");
            try (SessionFactory two = Fixture.factory(settings, Rows.Customer.class, Rows.Purchase.class)) {
                new Run(cluster, one, two, "customer", "Customer").all(false);
            }
        }
    }

    @Test
    @PostgresCluster(
            replicas = 1,
            synchronous = true,
            settings = {"max_connections=200"})
    void schemasThatMoveBetweenClusters(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        primary.executeAsSuperuser("create database eu owner " + primary.username());
        Map<String, Object> settings = settings(cluster, "cluster");
        settings.put("nexs.tenancy.cluster.eu.url", cluster.jdbcUrl().replace("/" + cluster.database(), "/eu"));
        try (SessionFactory one = Fixture.factory(settings, Shop.Article.class, Shop.Offer.class);
                SessionFactory two = Fixture.factory(settings, Shop.Article.class, Shop.Offer.class)) {
            new Run(cluster, one, two, "article", "Article").all(true);
        }
    }

    private static Map<String, Object> settings(Cluster cluster, String strategy) {
        Map<String, Object> settings = Fixture.settings(cluster.primary(), strategy);
        settings.put("nexs.url", cluster.jdbcUrl());
        settings.put("nexs.pool.maximum-size", "6");
        settings.put("nexs.pool.budget", "24");
        settings.put("nexs.tenancy.tenant-max-connections", "3");
        settings.put("nexs.tenancy.lease", "5s");
        settings.put("nexs.tenancy.idle-timeout", "1s");
        return settings;
    }

    /** One interleaving. */
    private static final class Run {

        private final Cluster cluster;
        private final List<SessionFactory> factories;
        private final String table;
        private final String entity;
        private final Tenancy tenancy;
        private final AtomicInteger ids = new AtomicInteger();
        private final AtomicInteger succeeded = new AtomicInteger();
        private final AtomicBoolean end = new AtomicBoolean();
        private final Map<String, Set<String>> acknowledged = new ConcurrentHashMap<>();
        private final Queue<Throwable> violations = new ConcurrentLinkedQueue<>();
        private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

        Run(Cluster cluster, SessionFactory one, SessionFactory two, String table, String entity) {
            this.cluster = cluster;
            this.factories = List.of(one, two);
            this.table = table;
            this.entity = entity;
            this.tenancy = Tenancy.of(one);
        }

        void all(boolean moves) throws InterruptedException {
            for (String tenant : TENANTS) {
                tenancy.provision(Tenant.named(tenant));
                acknowledged.put(tenant, ConcurrentHashMap.newKeySet());
            }
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                work.add(threads.submit(() -> work(factories.get(number % 2), new Random(number))));
            }
            try {
                lives(moves, new Random(100));
                cluster.primary().kill();
                cluster.replica(0).promote();
                lives(moves, new Random(200));
            } finally {
                end.set(true);
                threads.shutdown();
                assertThat(threads.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
            }
            assertThat(violations).isEmpty();
            assertThat(work).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(1)));
            TENANTS.forEach(this::compare);
        }

        /** Suspends, takes back and moves until enough has been done, and each of those a few times. */
        private void lives(boolean moves, Random random) {
            int from = succeeded.get();
            for (int round = 0; round < 4 || succeeded.get() < from + OPERATIONS; round++) {
                String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
                patiently(() -> tenancy.suspend(tenant));
                patiently(() -> tenancy.activate(tenant));
                if (moves) {
                    String moving = TENANTS.get(random.nextInt(TENANTS.size()));
                    patiently(() -> {
                        boolean there = tenancy.tenant(moving).place().cluster().equals("eu");
                        tenancy.move(moving, target -> target.cluster(there ? "" : "eu"));
                    });
                }
                assertThat(violations).isEmpty();
            }
        }

        /** While no primary is there nothing can be changed; it can soon after. */
        private static void patiently(Runnable change) {
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(change::run);
        }

        private void work(SessionFactory factory, Random random) {
            Transactions tx = Transactions.of(
                    factory, o -> o.deadline(Duration.ofSeconds(15)).maxAttempts(20));
            while (!end.get()) {
                String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
                String other = TENANTS.get(random.nextInt(TENANTS.size()));
                int kind = random.nextInt(6);
                try {
                    TenantContext.run(tenant, () -> operate(factory, tx, kind, tenant, other));
                    succeeded.incrementAndGet();
                } catch (AssertionError e) {
                    violations.add(e);
                } catch (RuntimeException e) {
                    refusals.merge(e.getClass().getSimpleName(), 1, Integer::sum);
                }
            }
        }

        private void operate(SessionFactory factory, Transactions tx, int kind, String tenant, String other) {
            switch (kind) {
                case 0, 1 -> {
                    int id = ids.incrementAndGet();
                    String name = tenant + "#" + id;
                    List<String> owners = tx.write(session -> {
                        session.persist(
                                entity.equals("Article") ? new Shop.Article(name) : new Rows.Customer(id, name));
                        session.flush();
                        return owners(session);
                    });
                    acknowledged.get(tenant).add(name);
                    assertThat(owners).containsExactly(tenant);
                }
                case 2 -> assertThat(tx.read(this::owners)).isSubsetOf(tenant);
                case 3 -> { // a transaction that fails, whose session is closed in the middle of it
                    try (Session session = factory.openSession()) {
                        session.beginTransaction();
                        assertThat(hql(session)).allMatch(name -> name.startsWith(tenant + "#"));
                        try {
                            session.createNativeQuery("select 1/0", Integer.class)
                                    .getSingleResult();
                        } catch (RuntimeException e) {
                            // as planned, or the connection is lost
                        }
                    }
                }
                case 4 -> { // outside a transaction, and a session that is changed
                    try (Session session = factory.openSession()) {
                        session.doWork(connection -> {
                            connection.setAutoCommit(true);
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("set statement_timeout = '20s'");
                                try (ResultSet rows = statement.executeQuery(OWNERS + table)) {
                                    while (rows.next()) {
                                        assertThat(rows.getString(1)).isEqualTo(tenant);
                                    }
                                }
                            }
                            connection.setAutoCommit(false);
                        });
                    }
                }
                default -> { // a session of one tenant in the scope of another
                    try (Session session = factory.openSession()) {
                        session.beginTransaction();
                        if (!tenant.equals(other)) {
                            TenantContext.run(other, () -> assertThatThrownBy(() -> owners(session)));
                        }
                    }
                }
            }
        }

        private List<String> owners(Session session) {
            return session.createNativeQuery(OWNERS + table, String.class).getResultList();
        }

        private List<String> hql(Session session) {
            return session.createSelectionQuery("select name from " + entity, String.class)
                    .setMaxResults(20)
                    .getResultList();
        }

        /** What is there in the end is the tenant's, once, and all that was acknowledged. */
        private void compare(String tenant) {
            patiently(() -> tenancy.activate(tenant));
            List<String> there = new ArrayList<>();
            patiently(() -> {
                there.clear();
                there.addAll(TenantContext.call(
                        tenant,
                        () -> factories
                                .get(1)
                                .fromTransaction(
                                        session -> session.createNativeQuery("select name from " + table, String.class)
                                                .getResultList())));
            });
            assertThat(there)
                    .doesNotHaveDuplicates()
                    .allMatch(name -> name.startsWith(tenant + "#"))
                    .containsAll(acknowledged.get(tenant));
        }
    }
}
