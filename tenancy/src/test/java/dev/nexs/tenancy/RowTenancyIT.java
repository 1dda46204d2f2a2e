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
}
