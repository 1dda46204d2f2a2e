package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Country;
import dev.nexs.associations.shop.Customer;
import dev.nexs.associations.shop.Ledger;
import dev.nexs.associations.shop.Order;
import dev.nexs.associations.shop.Product;
import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresServer
class GuardsIT {

    private static Node node;

    @BeforeAll
    static void fill(Node server) {
        node = server;
        try (Shop shop = Shop.on(node)) {
            shop.in(session -> {
                Country country = new Country("de", "Germany");
                session.persist(country);
                Product product = new Product("book");
                for (int i = 0; i < 20; i++) {
                    Customer customer = new Customer("customer " + i, country);
                    session.persist(customer);
                    Order order = new Order();
                    order.customer = customer;
                    order.line(1, product);
                    session.persist(order);
                    Ledger ledger = new Ledger();
                    ledger.order = order;
                    session.persist(ledger);
                }
            });
        }
    }

    private static Shop shop(Object... settings) {
        Map<String, Object> all = new java.util.HashMap<>(Map.of("hibernate.hbm2ddl.auto", "none"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        return Shop.on(node, all);
    }

    private static List<Order> orders(Session session) {
        return session.createSelectionQuery("from Order", Order.class).getResultList();
    }

    @Test
    void aCollectionTouchedOrderByOrderIsReportedOnceWithCallSiteAndBothStacks() {
        try (Shop shop = shop(AssociationsSettings.N_PLUS_ONE_THRESHOLD, 5)) {
            List<NPlusOne> reports = new ArrayList<>();
            try (Guards.Subscription listening = Guards.onNPlusOne(shop.factory(), reports::add)) {
                shop.in(session -> orders(session).forEach(order -> Hibernate.initialize(order.lines)));
            }
            assertThat(reports).singleElement().satisfies(report -> {
                assertThat(report.statement()).containsIgnoringCase("from line").contains("order_id=?");
                assertThat(report.callSite()).contains("GuardsIT.").contains("GuardsIT.java:");
                assertThat(report.count()).isEqualTo(5);
                assertThat(report.first().getStackTrace()).isNotEmpty();
                assertThat(report.last().getStackTrace()).isNotEmpty();
            });
            shop.in(session -> orders(session).forEach(order -> Hibernate.initialize(order.lines)));
            assertThat(reports).as("the subscription is closed").hasSize(1);
        }
    }

    @Test
    void thePolicyThrowFailsTheStatementThatReachesTheThreshold() {
        try (Shop shop = shop(AssociationsSettings.N_PLUS_ONE_THRESHOLD, 5, AssociationsSettings.N_PLUS_ONE, "throw")) {
            shop.in(session -> assertThatThrownBy(() -> orders(session).forEach(order -> order.customer.getName()))
                    .isInstanceOf(NPlusOneException.class)
                    .hasMessageContaining("the same statement was sent 5 times from dev.nexs.associations.GuardsIT"));
        }
    }

    @Test
    void fewerThanTheThresholdOrInSeveralSessionsIsNoRepetition() {
        try (Shop shop = shop(AssociationsSettings.N_PLUS_ONE_THRESHOLD, 5, AssociationsSettings.N_PLUS_ONE, "throw")) {
            for (int round = 0; round < 3; round++) {
                shop.in(session -> orders(session).subList(0, 4).forEach(order -> Hibernate.initialize(order.lines)));
            }
        }
    }

    @Test
    void aBatchedFetchIsNeverReported() {
        try (Shop shop = shop(
                AssociationsSettings.N_PLUS_ONE_THRESHOLD,
                2,
                AssociationsSettings.N_PLUS_ONE,
                "throw",
                AssociationsSettings.CHUNK_SIZE,
                3,
                "hibernate.default_batch_fetch_size",
                4)) {
            shop.in(session -> orders(session).forEach(order -> Hibernate.initialize(order.lines)));
            assertThat(shop.statements()).hasSize(6);
            shop.in(session ->
                    Preload.of(session).with("lines.product", "customer").into(orders(session)));
        }
    }

    @Test
    void anAllowedCallSiteIsNotReported() {
        try (Shop shop = shop(
                AssociationsSettings.N_PLUS_ONE_THRESHOLD,
                5,
                AssociationsSettings.N_PLUS_ONE,
                "throw",
                AssociationsSettings.N_PLUS_ONE_ALLOW,
                "com.example, dev.nexs.associations.GuardsIT")) {
            shop.in(session -> orders(session).forEach(order -> Hibernate.initialize(order.lines)));
        }
    }

    @Test
    void strictLoadingThrowsBeforeAnythingIsSentAndPreloadIsAllowed() {
        try (Shop shop = shop(AssociationsSettings.LAZY_LOADING, "throw")) {
            shop.in(session -> {
                List<Order> orders = orders(session);
                shop.forget();
                assertThatThrownBy(() -> orders.get(0).lines.size())
                        .isInstanceOf(StrictLoadingException.class)
                        .hasMessageContaining("collection dev.nexs.associations.shop.Order.lines of key")
                        .hasMessageContaining("Preload.of(session).with(\"lines\")")
                        .hasMessageContaining("GuardsIT.java:");
                assertThatThrownBy(() -> orders.get(0).customer.getName())
                        .isInstanceOf(StrictLoadingException.class)
                        .hasMessageContaining("reference to dev.nexs.associations.shop.Customer#");
                assertThat(shop.statements()).isEmpty();
                Preload.of(session).with("lines.product", "customer").into(orders);
                assertThat(orders.get(0).lines).hasSize(1);
                assertThat(orders.get(0).customer.getName()).startsWith("customer");
            });
        }
    }

    @Test
    void aReferenceToAnEntityThatTheSessionHasIsNotLazyLoading() {
        try (Shop shop = shop(AssociationsSettings.LAZY_LOADING, "throw")) {
            shop.in(session -> {
                Order order = orders(session).get(0);
                session.find(Customer.class, order.customer.id == null ? idOf(order) : order.customer.id);
                assertThat(order.customer.getName()).startsWith("customer");
            });
        }
    }

    private static Object idOf(Order order) {
        return org.hibernate.proxy.HibernateProxy.extractLazyInitializer(order.customer)
                .getInternalIdentifier();
    }

    @Test
    void aSessionChangesItsOwnModeAndAScopeRestoresIt() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                Guards guards = Guards.of(session);
                List<Order> orders = orders(session);
                assertThatThrownBy(() -> guards.withLazyLoading(
                                LazyLoading.THROW, () -> orders.get(0).lines.size()))
                        .isInstanceOf(StrictLoadingException.class);
                assertThat(guards.lazyLoading()).isEqualTo(LazyLoading.ALLOW);
                assertThat(orders.get(0).lines).hasSize(1);
                guards.lazyLoading(LazyLoading.WARN);
                assertThat(orders.get(1).lines).hasSize(1);
            });
        }
    }

    @Test
    void aStrictQueryMakesWhatItLoadsStrictAndNothingElse() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                Order strict = session.createSelectionQuery("from Order order by id", Order.class)
                        .enableFetchProfile(Guards.STRICT)
                        .setMaxResults(1)
                        .getSingleResult();
                assertThatThrownBy(() -> strict.lines.size()).isInstanceOf(StrictLoadingException.class);
                assertThatThrownBy(() -> strict.customer.getName()).isInstanceOf(StrictLoadingException.class);
                Order other = orders(session).get(5);
                assertThatCode(() -> other.lines.size()).doesNotThrowAnyException();
                assertThatCode(() -> other.customer.getName()).doesNotThrowAnyException();
            });
        }
    }

    @Test
    void aStrictEntityIsStrictInEverySession() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                Ledger ledger = session.createSelectionQuery("from Ledger order by id", Ledger.class)
                        .setMaxResults(1)
                        .getSingleResult();
                assertThatThrownBy(() -> ledger.order.getLines()).isInstanceOf(StrictLoadingException.class);
                Preload.of(session).with("order").into(ledger);
                assertThat(ledger.order.getLines()).hasSize(1);
            });
        }
    }

    @Test
    void assertStatementsCountsExactlyAndListsWhatWasSent() {
        try (Shop shop = shop()) {
            Statements.assertStatements(shop.factory(), 1, () -> shop.in(GuardsIT::orders));
            assertThatThrownBy(() -> Statements.assertStatements(shop.factory(), 2, () -> shop.in(GuardsIT::orders)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("expected 2 statements, but 1 were sent:\n  select ");
            assertThat(Statements.<Integer>assertStatements(shop.factory(), 0, () -> 7))
                    .isEqualTo(7);
        }
    }

    @Test
    void anInspectorThatTheApplicationNamesByClassIsStillCalled() {
        try (Shop shop = shop("hibernate.session_factory.statement_inspector", Upper.class.getName())) {
            assertThat(Statements.record(shop.factory(), () -> shop.in(GuardsIT::orders)))
                    .singleElement()
                    .asString()
                    .startsWith("/* seen */");
        }
    }

    public static final class Upper implements org.hibernate.resource.jdbc.spi.StatementInspector {
        @Override
        public String inspect(String sql) {
            return "/* seen */ " + sql;
        }
    }

    @Test
    void everyInvalidSettingIsReportedAtOnce() {
        assertThatThrownBy(() -> shop(
                        AssociationsSettings.LAZY_LOADING,
                        "maybe",
                        AssociationsSettings.CHUNK_SIZE,
                        "0",
                        AssociationsSettings.N_PLUS_ONE_THRESHOLD,
                        "many",
                        "nexs.associations.lazy-lodaing",
                        "throw"))
                .rootCause()
                .hasMessageContaining(
                        "nexs.associations.lazy-lodaing is unknown; there are nexs.associations.lazy-loading,")
                .hasMessageContaining("nexs.associations.lazy-loading is 'maybe'; allowed are allow, warn, throw")
                .hasMessageContaining("nexs.associations.chunk-size is '0'; allowed is a whole number from 1")
                .hasMessageContaining("nexs.associations.n-plus-one-threshold is 'many'");
    }
}
