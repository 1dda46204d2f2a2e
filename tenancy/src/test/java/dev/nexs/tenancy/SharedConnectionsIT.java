package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances of an application, each with its own pools and its own thread that reads the registry, share connections. */
@PostgresServer
@Timeout(180)
class SharedConnectionsIT {

    private static final int TOTAL = 12;
    private static final int TENANTS = Integer.getInteger("nexs.test.sharing-tenants", 30);

    private Node node;
    private final List<Tenancy> instances = new ArrayList<>();
    private final AtomicBoolean end = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void provision(Node server) {
        node = server;
        Tenancy first = start("one");
        for (int i = 0; i < TENANTS; i++) {
            first.provision(Tenant.named(name(i)));
        }
    }

    /** Letters alone, none of which is taken for another. */
    private static String name(int i) {
        return "share" + (char) ('a' + i / 8) + "cdefghjk".charAt(i % 8);
    }

    private Tenancy start(String name) {
        Map<String, Object> settings = Fixture.settings(node, "schema");
        settings.put("nexs.tenancy.registry-schema", "sharing_connections");
        settings.put("nexs.tenancy.name-prefix", "sharing_");
        settings.put("nexs.tenancy.max-connections", String.valueOf(TOTAL));
        settings.put("nexs.tenancy.tenant-max-connections", "12");
        settings.put("nexs.tenancy.lease", "2s");
        settings.put("nexs.pool.connection-timeout", name.equals("two-impatient") ? "1s" : "20s");
        settings.put("nexs.application-name", "sharing-" + name);
        settings.put("nexs.tenancy.audit", "off");
        Tenancy tenancy = Tenancy.from(settings);
        instances.add(tenancy);
        return tenancy;
    }

    @AfterEach
    void stop() throws InterruptedException {
        end.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        Tenancy first = instances.get(0);
        first.tenants().forEach(tenant -> first.drop(tenant.id(), first.drop(tenant.id())));
        instances.forEach(Tenancy::close);
    }

    /** One that has been asked something, for none is opened before. */
    private static Connection lent(Tenancy tenancy, String tenant) throws SQLException {
        Connection connection =
                TenantContext.call(tenant, () -> tenancy.dataSource().getConnection());
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void query(Tenancy tenancy, String tenant) {
        TenantContext.run(tenant, () -> {
            try (Connection connection = tenancy.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select current_schema()")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("sharing_" + tenant);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private List<Future<?>> work(Tenancy tenancy, int threadCount, int queries) {
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < threadCount; i++) {
            Random random = new Random(i);
            work.add(threads.submit(() -> {
                for (int n = 0; n < queries && !end.get(); n++) {
                    query(tenancy, name(random.nextInt(TENANTS)));
                }
            }));
        }
        return work;
    }

    /** Of the application's role; the server counts one that was closed a moment longer. */
    private int open(String instance) {
        return Integer.parseInt(Fixture.query(
                        node,
                        "select count(*) from pg_stat_activity where usename = '"
                                + node.appRole().name() + "' and application_name = '" + instance + "'")
                .get(0));
    }

    private int openInAll() {
        return open("sharing-one") + open("sharing-two") + open("sharing-three");
    }

    private int shared() {
        return Integer.parseInt(
                Fixture.query(node, "select coalesce(sum(connections), 0) from sharing_connections.share")
                        .get(0));
    }

    @Test
    void threeInstancesNeverHaveMoreThanThereAreAndNobodyStarves() throws Exception {
        List<Future<?>> work = new ArrayList<>(work(instances.get(0), 6, 150));
        for (String name : List.of("two", "three")) {
            work.addAll(work(start(name), 6, 150));
        }
        while (!work.stream().allMatch(Future::isDone)) {
            assertThat(shared()).isLessThanOrEqualTo(TOTAL);
            await().atMost(Duration.ofSeconds(5)).until(() -> openInAll() <= TOTAL);
        }
        for (Future<?> each : work) {
            each.get();
        }
    }

    @Test
    void whoIsBusyHasWhatOthersDoNotUseAndGivesItBackWhenTheyDo() {
        Tenancy two = start("two");
        query(two, name(0));
        hold(instances.get(0));
        await().atMost(Duration.ofSeconds(30)).until(() -> open("sharing-one") >= TOTAL - 1);
        hold(two);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> open("sharing-two") >= TOTAL / 2 - 1 && open("sharing-one") <= TOTAL / 2 + 1);
    }

    /** More threads than there are connections, each of which has one most of the time. */
    private void hold(Tenancy tenancy) {
        for (int i = 0; i < TOTAL + 2; i++) {
            String tenant = name(i);
            threads.submit(() -> {
                while (!end.get()) {
                    try (Connection connection = lent(tenancy, tenant);
                            Statement statement = connection.createStatement()) {
                        statement.execute("select pg_sleep(0.1)");
                    }
                }
                return true;
            });
        }
    }

    @Test
    void whoGetsNoneIsToldWhoHasThem() throws SQLException {
        List<Connection> held = new ArrayList<>();
        try {
            for (int i = 0; i < TOTAL; i++) {
                held.add(lent(instances.get(0), name(0)));
            }
            Tenancy two = start("two-impatient");
            await().untilAsserted(() -> assertThatThrownBy(
                            () -> lent(two, name(1)).close())
                    .hasStackTraceContaining("all 0 connections of nexs.tenancy.max-connections = 12, of which other"
                            + " processes have [12], are open"));
        } finally {
            for (Connection each : held) {
                each.close();
            }
        }
    }

    @Test
    void whatADeadInstanceHadIsFreeWhenItsLeaseIsOver() {
        node.execute("insert into sharing_connections.share values ('dead', " + TOTAL
                + ", 12, now() + interval '3 seconds')");
        Tenancy two = start("two");
        query(two, name(0));
        assertThat(Fixture.query(node, "select instance from sharing_connections.share where instance = 'dead'"))
                .isEmpty();
    }
}
