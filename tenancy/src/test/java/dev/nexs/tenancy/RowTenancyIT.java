package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.Transactions;
import dev.nexs.tenancy.Rows.Customer;
import dev.nexs.tenancy.Rows.Purchase;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@PostgresServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowTenancyIT {

    private SessionFactory factory;
    private Tenancy tenancy;
    private Transactions tx;

    @BeforeAll
    void start(Node node) {
        Map<String, Object> settings = Fixture.settings(node, "row");
        settings.put("hibernate.hbm2ddl.auto", "create");
        factory = Fixture.factory(settings, Customer.class, Purchase.class);
        tenancy = Tenancy.of(factory);
        tx = Transactions.of(factory);
        tenancy.provision(Tenant.named("acme"));
        tenancy.provision(Tenant.named("globex"));
        TenantContext.run(
                "acme",
                () -> tx.run(session -> {
                    Customer customer = new Customer(1, "acme's");
                    customer.tags.add("acme");
                    session.persist(customer);
                    session.persist(new Purchase(1, "acme's", customer));
                }));
        TenantContext.run(
                "globex",
                () -> tx.run(session -> {
                    Customer customer = new Customer(2, "globex's");
                    customer.tags.add("globex");
                    session.persist(customer);
                    session.persist(new Purchase(2, "globex's", customer));
                }));
    }

    @AfterAll
    void stop() {
        factory.close();
    }

    @Test
    void eachTenantSeesItsOwnRows() {
        List<String> ofAcme = TenantContext.call("acme", () -> tx.read(RowTenancyIT::names));
        List<String> ofGlobex = TenantContext.call("globex", () -> tx.read(RowTenancyIT::names));
        assertThat(ofAcme).containsExactly("acme's");
        assertThat(ofGlobex).containsExactly("globex's");
    }

    private static List<String> names(Session session) {
        return session.createNativeQuery("select name from customer", String.class)
                .getResultList();
    }

    @Test
    void rowsThatBelongToRowsAreKeptApartToo() {
        List<String> tags = TenantContext.call(
                "acme",
                () -> tx.read(session -> session.createNativeQuery("select tags from Customer_tags", String.class)
                        .getResultList()));
        assertThat(tags).containsExactly("acme");
    }

    @Test
    void theAuditFindsNothing() {
        assertThat(tenancy.audit().findings()).isEmpty();
    }

    @Test
    void withoutATenantNoSessionIsOpened() {
        assertThatThrownBy(() -> factory.openSession()).hasMessageContaining("tenant");
    }

    @Test
    void anUnknownTenantIsRefusedBeforeAnySql() {
        assertThatThrownBy(() -> TenantContext.run("nobody", () -> factory.openSession()))
                .isInstanceOf(TenancyException.class)
                .hasMessage("There is no tenant 'nobody'");
    }

    @Test
    void autoCommitIsSafe() {
        for (String tenant : List.of("acme", "globex", "acme")) {
            TenantContext.run(tenant, () -> {
                try (Session session = factory.openSession()) {
                    session.doWork(connection -> {
                        connection.setAutoCommit(true);
                        try (Statement statement = connection.createStatement();
                                var rows = statement.executeQuery("select name from customer")) {
                            assertThat(rows.next()).isTrue();
                            assertThat(rows.getString(1)).isEqualTo(tenant + "'s");
                            assertThat(rows.next()).isFalse();
                        }
                        connection.setAutoCommit(false);
                    });
                }
            });
        }
    }

    @Test
    void anAdministratorReadsAllAndWritesOnlyIfHeSaysSo() {
        List<String> all = tenancy.admin("count", () -> {
            try (Session session = factory.openSession()) {
                return session.createSelectionQuery("select name from Customer order by id", String.class)
                        .getResultList();
            }
        });
        assertThat(all).containsExactly("acme's", "globex's");
        assertThatThrownBy(() -> tenancy.admin(
                        "write",
                        () -> factory.fromTransaction(
                                session -> session.createMutationQuery("update Customer set name = name")
                                        .executeUpdate())))
                .hasMessageContaining("read-only");
        assertThat(tenancy.<Integer, RuntimeException>adminWriting(
                        "write",
                        () -> factory.fromTransaction(
                                session -> session.createMutationQuery("update Customer set name = name")
                                        .executeUpdate())))
                .isEqualTo(2);
    }

    @Test
    void unitsOfWorkOfAnAdministratorSeeAllAndDoNotWrite() {
        List<String> all = tenancy.admin("count", () -> tx.read(RowTenancyIT::names));
        assertThat(all).containsExactlyInAnyOrder("acme's", "globex's");
        assertThatThrownBy(() -> tenancy.adminOf("acme", "look", () -> {
                    tx.run(session -> session.createNativeMutationQuery("update customer set name = name")
                            .executeUpdate());
                    return true;
                }))
                .hasStackTraceContaining("read-only");
        assertThatThrownBy(() -> tenancy.adminOf("acme", "look", () -> {
                    try (Session session = factory.openSession()) {
                        session.doWork(connection -> {
                            connection.setAutoCommit(true);
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("update customer set name = name");
                            }
                        });
                    }
                    return true;
                }))
                .hasStackTraceContaining("read-only");
    }

    @Test
    void aSuspensionEndsWorkThatIsUnderWay() {
        tenancy.provision(Tenant.named("initech"));
        TenantContext.run("initech", () -> {
            try (Session session = factory.openSession()) {
                session.beginTransaction();
                session.find(Customer.class, 1L);
                tenancy.suspend("initech");
                assertThatThrownBy(() -> session.find(Customer.class, 2L))
                        .hasStackTraceContaining("The tenant 'initech' is suspended");
            }
            assertThatThrownBy(() -> factory.openSession()).hasMessageContaining("is suspended");
        });
        tenancy.activate("initech");
        List<String> none = TenantContext.call("initech", () -> tx.read(RowTenancyIT::names));
        assertThat(none).isEmpty();
        tenancy.drop("initech", tenancy.drop("initech"));
        assertThatThrownBy(() -> TenantContext.run("initech", () -> factory.openSession()))
                .hasMessageContaining("There is no tenant");
    }

    @Test
    void eachHoleInTheWallIsAFinding(Node node) {
        hole(node, "alter table purchase disable row level security", "The table purchase has no row security");
        node.execute("alter table purchase enable row level security");
        hole(node, "alter table purchase no force row level security", "does not force row security on its owner");
        node.execute("alter table purchase force row level security");
        hole(node, "create policy wide on purchase for select using (true)", "further policies");
        node.execute("drop policy wide on purchase");
        hole(node, "grant truncate on purchase to " + node.appRole().name(), "may TRUNCATE purchase");
        node.execute("revoke truncate on purchase from " + node.appRole().name());
        hole(
                node,
                "create view all_names as select name from customer",
                "The view all_names reads with the rights of its owner");
        node.execute("alter view all_names set (security_invoker = true)");
        assertThat(tenancy.audit().findings()).isEmpty();
        node.execute("drop view all_names");
        hole(
                node,
                "create materialized view kept as select name from customer",
                "The materialized view kept holds rows");
        node.execute("drop materialized view kept");
        node.execute("create table forgotten (id int, tenant_id text)");
        assertThat(tenancy.audit().findings())
                .anyMatch(finding -> finding.startsWith("The table forgotten has no row security"))
                .anyMatch(finding -> finding.startsWith("The table forgotten has no policy"));
        node.execute("drop table forgotten");
        node.executeAsSuperuser(
                "grant " + node.username() + " to " + node.appRole().name());
        assertThat(tenancy.audit().findings())
                .anyMatch(finding -> finding.contains("may become '" + node.username() + "'"));
        node.executeAsSuperuser(
                "revoke " + node.username() + " from " + node.appRole().name());
        node.executeAsSuperuser("alter role " + node.appRole().name() + " bypassrls");
        assertThat(tenancy.audit().findings()).anyMatch(finding -> finding.contains("BYPASSRLS"));
        node.executeAsSuperuser("alter role " + node.appRole().name() + " nobypassrls");
        assertThat(tenancy.audit().findings()).isEmpty();
    }

    private void hole(Node node, String statement, String finding) {
        node.execute(statement);
        assertThat(tenancy.audit().findings()).singleElement().asString().contains(finding);
    }

    @Test
    void aStartWithAHoleIsRefused(Node node) {
        Map<String, Object> settings = Fixture.settings(node, "row");
        settings.put("nexs.username", node.superuser().name());
        settings.put("nexs.password", node.superuser().password());
        assertThatThrownBy(() -> Fixture.factory(settings, Customer.class, Purchase.class))
                .hasStackTraceContaining("is a superuser, whom nothing keeps out");
    }

    @Test
    void keysWithoutTheTenantAreRefused(Node node) {
        Map<String, Object> settings = Fixture.settings(node, "row");
        settings.put("hibernate.cache.keys_factory", "simple");
        assertThatThrownBy(() -> Fixture.factory(settings, Customer.class, Purchase.class))
                .hasStackTraceContaining("leaves the tenant out of the keys");
    }

    @Test
    void citusIsToldWhatStandsInItsWay() {
        assertThat(tenancy.citus().statements()).contains("select create_distributed_table('customer', 'tenant_id')");
        assertThat(tenancy.citus().findings())
                .anyMatch(finding -> finding.startsWith("The primary key of customer lacks tenant_id"))
                .anyMatch(finding -> finding.contains("from purchase to customer lacks tenant_id"));
    }

    @Test
    void aNativeQueryUsesTheTenantsIndex(Node node) {
        node.execute(
                "insert into customer (id, tenant_id, name) select g, 'many', 'x' from generate_series(1000, 21000) g",
                "create index customer_tenant on customer (tenant_id)",
                "analyze customer");
        try {
            String plan = TenantContext.call(
                    "acme",
                    () -> tx.read(session -> String.join(
                            " ",
                            session.createNativeQuery("explain select name from customer", String.class)
                                    .getResultList())));
            assertThat(plan).contains("customer_tenant").doesNotContain("Seq Scan");
        } finally {
            node.execute("delete from customer where tenant_id = 'many'", "drop index customer_tenant");
        }
    }

    @Test
    void noVariableMakesAnAdministratorOfATenant() {
        List<String> seen = TenantContext.call(
                "acme",
                () -> tx.write(session -> {
                    for (String forged : List.of("nexs.tenant_id_root", "hibernate.tenant_id_root", "nexs.admin")) {
                        session.createNativeQuery("select set_config(:name, 'true', true)", String.class)
                                .setParameter("name", forged)
                                .getSingleResult();
                    }
                    return names(session);
                }));
        assertThat(seen).containsExactly("acme's");
    }

    @Test
    void tenantsInterleavedByManyThreadsReadTheirOwnRowsOnly() throws Exception {
        java.util.concurrent.ExecutorService threads = java.util.concurrent.Executors.newFixedThreadPool(8);
        List<java.util.concurrent.Future<?>> all = new java.util.ArrayList<>();
        for (int i = 0; i < 8; i++) {
            java.util.Random random = new java.util.Random(i);
            all.add(threads.submit(() -> {
                for (int n = 0; n < 200; n++) {
                    String tenant = random.nextBoolean() ? "acme" : "globex";
                    boolean fails = random.nextInt(5) == 0;
                    TenantContext.run(tenant, () -> {
                        try {
                            List<String> names = tx.write(session -> {
                                List<String> found = names(session);
                                if (fails) {
                                    throw new IllegalStateException("as planned");
                                }
                                return found;
                            });
                            assertThat(names).containsExactly(tenant + "'s");
                        } catch (IllegalStateException e) {
                            assertThat(e).hasMessage("as planned");
                        }
                    });
                }
            }));
        }
        for (java.util.concurrent.Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
    }
}
