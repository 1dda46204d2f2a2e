package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PgBouncer in transaction mode: which strategies work there, and what those that do not say. */
@PostgresServer
class BehindPgBouncerIT {

    private static final List<String> TENANTS = List.of("acme", "globex", "initech");

    @TempDir
    static Path folder;

    private static PgBouncer bouncer;

    @BeforeAll
    static void start(Node node) throws IOException {
        if (PgBouncer.isInstalled()) {
            bouncer = PgBouncer.start(node, folder);
        }
    }

    @BeforeEach
    void needPgBouncer() {
        assumeTrue(bouncer != null, "PgBouncer is not installed (Debian package pgbouncer)");
    }

    @AfterAll
    static void stop() {
        if (bouncer != null) {
            bouncer.close();
        }
    }

    private static Map<String, Object> settings(Node node, String strategy) {
        Map<String, Object> settings = Fixture.settings(node, strategy);
        settings.put("nexs.tenancy.admin.url", settings.get("nexs.url"));
        settings.put("nexs.url", bouncer.url(node.database()));
        settings.put("nexs.pool.maximum-size", "4");
        settings.put("nexs.tenancy.tenant-max-connections", "2");
        settings.put("nexs.tenancy.registry-schema", "pooled_" + strategy);
        return settings;
    }

    @Test
    void rowsWork(Node node) throws Exception {
        Map<String, Object> settings = settings(node, "row");
        settings.put("hibernate.hbm2ddl.auto", "create");
        try (SessionFactory factory = Fixture.factory(settings, Rows.Customer.class, Rows.Purchase.class)) {
            interleave(factory, "customer");
        }
    }

    @Test
    void schemasWorkWhereEachTransactionSetsThePath(Node node) throws Exception {
        Map<String, Object> settings = settings(node, "schema");
        settings.put("nexs.tenancy.connections", "shared");
        try (SessionFactory factory = Fixture.factory(settings, Shop.Article.class, Shop.Offer.class)) {
            interleave(factory, "article");
        }
    }

    @Test
    void databasesWork(Node node) throws Exception {
        node.executeAsSuperuser("alter role " + node.username() + " createdb");
        try (SessionFactory factory =
                Fixture.factory(settings(node, "database"), Shop.Article.class, Shop.Offer.class)) {
            interleave(factory, "article");
        }
    }

    @Test
    void schemasWithConnectionsOfTheirOwnAreRefusedAtTheStart(Node node) {
        assertThatThrownBy(() -> Fixture.factory(settings(node, "schema"), Shop.Article.class, Shop.Offer.class))
                .hasStackTraceContaining(
                        "A pooler such as PgBouncer stands before the server. In its transaction mode a"
                                + " connection's search path is not kept")
                .hasStackTraceContaining("nexs.tenancy.connections = shared");
    }

    @Test
    void aRegistryBehindThePoolerIsRefusedAtTheStart(Node node) {
        Map<String, Object> settings = settings(node, "schema");
        settings.put("nexs.tenancy.connections", "shared");
        settings.remove("nexs.tenancy.admin.url");
        assertThatThrownBy(() -> Fixture.factory(settings, Shop.Article.class, Shop.Offer.class))
                .hasStackTraceContaining("A pooler such as PgBouncer stands before the registry of tenants")
                .hasStackTraceContaining("nexs.tenancy.admin.url");
    }

    /** Two connections of the server for four threads and three tenants, so that each has what another has just had. */
    private static void interleave(SessionFactory factory, String table) throws Exception {
        Tenancy tenancy = Tenancy.of(factory);
        Transactions tx = Transactions.of(factory);
        long id = 0;
        for (String tenant : TENANTS) {
            tenancy.provision(Tenant.named(tenant));
            long next = ++id;
            TenantContext.run(
                    tenant,
                    () -> tx.run(session -> session.persist(
                            table.equals("article") ? new Shop.Article(tenant) : new Rows.Customer(next, tenant))));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            work.add(threads.submit(() -> {
                for (int n = 0; n < 50; n++) {
                    String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
                    List<String> names = TenantContext.call(
                            tenant,
                            () -> tx.write(
                                    session -> session.createNativeQuery("select name from " + table, String.class)
                                            .getResultList()));
                    assertThat(names).containsExactly(tenant);
                }
            }));
        }
        threads.shutdown();
        for (Future<?> each : work) {
            each.get();
        }
        tenancy.suspend("acme");
        assertThatThrownBy(() -> TenantContext.run("acme", factory::openSession))
                .hasMessageContaining("is suspended");
        for (String tenant : TENANTS) {
            tenancy.drop(tenant, tenancy.drop(tenant));
        }
    }
}
