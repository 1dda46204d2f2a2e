package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.Transactions;
import dev.nexs.tenancy.Shop.Article;
import dev.nexs.tenancy.Shop.Offer;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class SchemaTenancyIT {

    private SessionFactory factory;
    private Tenancy tenancy;
    private Transactions tx;
    private Node node;

    @BeforeEach
    void start(Node server) {
        node = server;
        factory = Fixture.factory(settings(), Article.class, Offer.class);
        tenancy = Tenancy.of(factory);
        tx = Transactions.of(factory);
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = Fixture.settings(node, "schema");
        settings.put("hibernate.hbm2ddl.auto", "none");
        return settings;
    }

    @AfterEach
    void stop() {
        tenancy.tenants().forEach(tenant -> tenancy.drop(tenant.id(), tenancy.drop(tenant.id())));
        factory.close();
    }

    private void write(String tenant, String article) {
        TenantContext.run(
                tenant,
                () -> tx.run(session -> {
                    Article made = new Article(article);
                    session.persist(made);
                    session.persist(new Offer(made, 7));
                }));
    }

    private List<String> read(String tenant) {
        return TenantContext.call(
                tenant,
                () -> tx.read(
                        session -> session.createSelectionQuery("select name from Article order by id", String.class)
                                .getResultList()));
    }

    private void provision(String... tenants) {
        for (String tenant : tenants) {
            tenancy.provision(Tenant.named(tenant));
            write(tenant, tenant + "'s");
        }
    }

    @Test
    void eachTenantHasTablesOfItsOwnOnOneConnection() {
        provision("acme", "globex");
        for (int i = 0; i < 3; i++) {
            assertThat(read("acme")).containsExactly("acme's");
            assertThat(read("globex")).containsExactly("globex's");
        }
    }

    @Test
    void afterAFailedTransactionTheNextBorrowerSeesItsOwnRows() {
        provision("acme", "globex");
        TenantContext.run("acme", () -> {
            try (Session session = factory.openSession()) {
                session.beginTransaction();
                assertThatThrownBy(() -> session.createNativeMutationQuery("select 1/0 from article")
                        .executeUpdate());
            }
        });
        assertThat(read("globex")).containsExactly("globex's");
        assertThatThrownBy(() -> factory.openSession()).hasMessageContaining("tenant");
    }

    @Test
    void aNameThatIsTakenOrLooksTakenIsRefusedAndNothingIsLeftBehind() {
        provision("acme-1");
        assertThatThrownBy(() -> tenancy.provision(Tenant.named("acme-1"))).hasMessageContaining("it is active");
        assertThatThrownBy(() -> tenancy.provision(Tenant.named("acme_l")))
                .hasMessageContaining("a tenant exists whose name people would take for it");
        assertThat(schemas()).containsExactly("tenant_acme-1");
    }

    private List<String> schemas() {
        return Fixture.query(
                node,
                "select nspname from pg_namespace where nspname like 'tenant\\_%' or nspname like 'moved%' order by 1");
    }

    @Test
    void aProvisioningThatFailsLeavesNothing() {
        node.execute("create schema \"tenant_acme\"");
        assertThatThrownBy(() -> tenancy.provision(Tenant.named("acme"))).hasMessageContaining("already exists");
        assertThat(tenancy.tenants()).isEmpty();
        assertThat(tenancy.provision(Tenant.named("acme")).state()).isEqualTo(TenantState.ACTIVE);
    }

    @Test
    void anArchivedTenantIsReadByAnAdministratorOnlyAndWrittenByNobody() {
        provision("acme");
        tenancy.archive("acme");
        assertThatThrownBy(() -> read("acme")).hasMessageContaining("is archived");
        List<String> names = tenancy.adminOf("acme", "an old invoice", () -> {
            try (Session session = factory.openSession()) {
                return session.createSelectionQuery("select name from Article", String.class)
                        .getResultList();
            }
        });
        assertThat(names).containsExactly("acme's");
        tenancy.activate("acme");
        write("acme", "more");
        assertThat(read("acme")).containsExactly("acme's", "more");
    }

    @Test
    void dropWantsTheTokenOfTheTenantAsItIsNow() {
        provision("acme");
        String token = tenancy.drop("acme");
        tenancy.suspend("acme");
        assertThatThrownBy(() -> tenancy.drop("acme", token)).hasMessageContaining("the token is not the one");
        assertThat(schemas()).containsExactly("tenant_acme");
        tenancy.drop("acme", tenancy.drop("acme"));
        assertThat(schemas()).isEmpty();
    }

    @Test
    void aTenantTakesItsDataToAnotherName() {
        provision("acme");
        TenantTicket ticket = TenantContext.call("acme", tenancy::ticket);
        tenancy.rename("acme", "acme-2");
        assertThat(read("acme-2")).containsExactly("acme's");
        assertThatThrownBy(() -> read("acme")).hasMessageContaining("There is no tenant 'acme'");
        assertThatThrownBy(() -> tenancy.resume(ticket, () -> 1)).hasMessageContaining("There is no tenant");
        assertThat(schemas()).containsExactly("tenant_acme-2");
    }

    @Test
    void aCloneHasTheSameRowsAndGoesItsOwnWay() {
        provision("acme");
        MoveReport report = tenancy.clone("acme", "acme-test");
        assertThat(report.rows()).containsEntry("article", 1L).containsEntry("offer", 1L);
        write("acme-test", "another");
        assertThat(read("acme")).containsExactly("acme's");
        assertThat(read("acme-test")).containsExactly("acme's", "another");
    }

    @Test
    void limitsHoldFromTheNextTransactionOn() {
        provision("acme");
        tenancy.limit("acme", l -> l.statementTimeout(Duration.ofMillis(50)).workMem(1024 * 1024));
        assertThatThrownBy(() -> TenantContext.run(
                        "acme",
                        () -> tx.run(
                                session -> session.createNativeQuery("select cast(pg_sleep(5) as text)", String.class)
                                        .getResultList())))
                .hasStackTraceContaining("statement timeout");
        String workMem = TenantContext.call(
                "acme",
                () -> tx.read(session -> session.createNativeQuery("select current_setting('work_mem')", String.class)
                        .getSingleResult()));
        assertThat(workMem).isEqualTo("1MB");
        provision("globex");
        assertThat(read("globex")).containsExactly("globex's");
    }

    @Test
    void anotherInstanceHearsOfASuspensionAtOnce() throws Exception {
        provision("acme");
        Map<String, Object> settings = settings();
        settings.put("nexs.tenancy.lease", "5m"); // so that nothing is read without a notice
        try (Tenancy other = Tenancy.from(settings)) {
            assertThat(other.tenant("acme").state()).isEqualTo(TenantState.ACTIVE);
            Duration least = Duration.ofDays(1);
            for (int i = 0; i < 10; i++) { // the quickest, for the machine may be busy with something else
                long begun = System.nanoTime();
                tenancy.suspend("acme");
                await().pollInterval(Duration.ofMillis(2))
                        .until(() -> other.tenant("acme").state() == TenantState.SUSPENDED);
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                least = took.compareTo(least) < 0 ? took : least;
                tenancy.activate("acme");
                await().until(() -> other.tenant("acme").state() == TenantState.ACTIVE);
            }
            assertThat(least).isLessThan(Duration.ofMillis(100));
        }
    }

    @Test
    void aSessionOfOneTenantIsNotUsedInTheScopeOfAnother() {
        provision("acme", "globex");
        TenantContext.run("acme", () -> {
            try (Session session = factory.openSession()) {
                TenantContext.run(
                        "globex",
                        () -> assertThatThrownBy(() -> session.find(Article.class, 1L))
                                .hasStackTraceContaining(
                                        "A session of the tenant 'acme' is used in the scope of 'globex'"));
                assertThat(session.find(Article.class, 1L).name).isEqualTo("acme's");
            }
        });
    }

    @Test
    void whatDiffersBetweenTenantsIsReported() {
        provision("acme", "globex", "initech");
        node.execute("alter table \"tenant_globex\".article add column oops text");
        assertThat(tenancy.drift()).containsOnlyKeys("globex");
        assertThat(tenancy.drift().get("globex")).containsExactly("has column article.oops text");
    }
}
