package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.hibernate.ScrollableResults;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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
                List<String> warnings = warnings(() -> {
                    Hibernate.initialize(orders.get(1).lines);
                    orders.get(2).customer.getName();
                });
                assertThat(warnings)
                        .hasSize(2)
                        .anyMatch(text -> text.contains("Order.lines of key") && text.contains("GuardsIT.java:"))
                        .anyMatch(text -> text.contains("reference to dev.nexs.associations.shop.Customer#"));
            });
        }
    }

    private static List<String> warnings(Runnable work) {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.nexs.associations");
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            work.run();
        } finally {
            logger.detachAppender(appender);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
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
    void whatAStrictQueryStreamsOrScrollsIsStrictAndNothingElse() {
        try (Shop shop = shop(AssociationsSettings.LAZY_LOADING, "allow")) {
            shop.in(session -> {
                try (Stream<Order> rows = session.createSelectionQuery("from Order order by id", Order.class)
                        .enableFetchProfile(Guards.STRICT)
                        .setMaxResults(2)
                        .getResultStream()) {
                    assertThat(rows).hasSize(2).allSatisfy(GuardsIT::isStrict);
                }
                try (ScrollableResults<Order> rows = session.createSelectionQuery(
                                "from Order o left join fetch o.tags order by o.id desc", Order.class)
                        .enableFetchProfile(Guards.STRICT)
                        .scroll()) {
                    assertThat(rows.next()).isTrue();
                    isStrict(rows.get());
                    Order other = orders(session).get(5);
                    assertThatCode(() -> other.lines.size()).doesNotThrowAnyException();
                }
            });
            shop.in(session -> {
                try (Stream<Order> rows = session.createSelectionQuery("from Order order by id", Order.class)
                        .setMaxResults(1)
                        .getResultStream()) {
                    assertThat(rows)
                            .allSatisfy(order ->
                                    assertThatCode(() -> order.lines.size()).doesNotThrowAnyException());
                }
            });
        }
    }

    private static void isStrict(Order order) {
        assertThatThrownBy(() -> order.lines.size()).isInstanceOf(StrictLoadingException.class);
        assertThatThrownBy(() -> order.customer.getName()).isInstanceOf(StrictLoadingException.class);
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
        try (Shop shop = shop(AssociationsSettings.RECORD_STATEMENTS, "on")) {
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
        try (Shop shop = shop(
                AssociationsSettings.RECORD_STATEMENTS,
                "on",
                "hibernate.session_factory.statement_inspector",
                Upper.class.getName())) {
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
    void theApplicationsInspectorIsWithinReachWhileStatementsAreRecorded() {
        Upper upper = new Upper();
        try (Shop shop = shop(
                AssociationsSettings.RECORD_STATEMENTS, "on", "hibernate.session_factory.statement_inspector", upper)) {
            assertThat(Statements.inspector(shop.factory())).isSameAs(upper);
        }
        try (Shop shop = shop("hibernate.session_factory.statement_inspector", upper)) {
            assertThat(Statements.inspector(shop.factory())).isSameAs(upper);
        }
    }

    @Test
    void withoutRecordingStatementsAreCountedAndNotNamed() {
        try (Shop shop = shop()) {
            Statements.assertStatements(shop.factory(), 1, () -> shop.in(GuardsIT::orders));
            assertThatThrownBy(() -> Statements.assertStatements(shop.factory(), 2, () -> shop.in(GuardsIT::orders)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("expected 2 statements, but 1 were sent; set nexs.associations.record-statements=on"
                            + " to see which");
            assertThat(shop.factory().getStatistics().isStatisticsEnabled()).isFalse();
            assertThatThrownBy(() -> Statements.record(shop.factory(), () -> shop.in(GuardsIT::orders)))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("nexs.associations.record-statements=on");
        }
    }

    @Test
    void whatHibernateLoadsToCascadeToMergeAndToRemoveOrphansIsNotForbidden() {
        try (Shop shop = shop(AssociationsSettings.LAZY_LOADING, "throw")) {
            Order[] detached = new Order[1];
            shop.in(session -> {
                Order order = new Order();
                order.line(
                        1,
                        session.createSelectionQuery("from Product", Product.class)
                                .setMaxResults(1)
                                .getSingleResult());
                session.persist(order);
                detached[0] = order;
            });
            shop.in(session -> {
                Order order = session.find(Order.class, detached[0].id);
                Order merged = session.merge(detached[0]);
                assertThat(merged).isSameAs(order);
            });
            shop.in(session -> {
                Order order = session.find(Order.class, detached[0].id);
                assertThatThrownBy(() -> order.tags.size()).isInstanceOf(StrictLoadingException.class);
                session.createMutationQuery("delete from Line where order = :order")
                        .setParameter("order", order)
                        .executeUpdate();
                session.remove(order);
            });
            shop.in(session ->
                    assertThat(session.find(Order.class, detached[0].id)).isNull());
        }
    }

    @Test
    void theDetectorCountsWhatIsSelectedWhateverTheTextLooksLike() {
        try (Shop shop = shop(
                AssociationsSettings.N_PLUS_ONE_THRESHOLD,
                5,
                AssociationsSettings.N_PLUS_ONE,
                "throw",
                "hibernate.use_sql_comments",
                "true",
                "hibernate.session_factory.statement_inspector",
                new Upper())) {
            for (String hql : List.of(
                    "from Line l where l.qty in (1, 2) and l.order = :order",
                    "select count(*) from Order o where o = :order and exists (select 1 from o.lines)")) {
                shop.in(session -> assertThatThrownBy(() -> orders(session)
                                .forEach(order -> session.createSelectionQuery(hql, Object.class)
                                        .setParameter("order", order)
                                        .setComment("of one order")
                                        .getResultList()))
                        .as(hql)
                        .isInstanceOf(NPlusOneException.class));
            }
            shop.in(session -> assertThatThrownBy(() -> orders(session).forEach(order -> order.customer.getName()))
                    .isInstanceOf(NPlusOneException.class));
            shop.in(session -> assertThatThrownBy(() -> orders(session)
                            .forEach(order -> Preload.of(session).with("tags").into(order)))
                    .as("a preload into one entity after the other")
                    .isInstanceOf(NPlusOneException.class));
        }
    }

    @Test
    void sequencesPagesAndBatchesAreNoRepetition() {
        try (Shop shop = shop(
                AssociationsSettings.N_PLUS_ONE_THRESHOLD,
                2,
                AssociationsSettings.N_PLUS_ONE,
                "throw",
                "hibernate.default_batch_fetch_size",
                7)) {
            shop.in(session -> {
                for (int i = 0; i < 120; i++) {
                    session.persist(new Product("product " + i));
                }
                session.flush();
                for (int page = 0; page < 4; page++) {
                    session.createSelectionQuery("from Order order by id", Order.class)
                            .setFirstResult(page * 5)
                            .setMaxResults(5)
                            .getResultList();
                }
                orders(session).forEach(order -> order.customer.getName());
                session.createMutationQuery("delete from Product where name like 'product %'")
                        .executeUpdate();
            });
        }
    }

    @Test
    void aSubselectOfAPlanIsNoLazyLoading() {
        try (Shop shop = shop(AssociationsSettings.LAZY_LOADING, "throw")) {
            shop.in(session -> {
                List<Ledger> ledgers = FetchPlan.of(Ledger.class)
                        .using("notes", FetchStrategy.SUBSELECT)
                        .list(session, session.createSelectionQuery("from Ledger", Ledger.class));
                assertThat(ledgers)
                        .allSatisfy(ledger -> assertThat(ledger.notes).isEmpty());
            });
        }
    }

    @Test
    void aReferenceThatAnEntityHoldsWhichIsNotStrictMayBeUsed() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                Order strict = session.createSelectionQuery("from Order order by id", Order.class)
                        .enableFetchProfile(Guards.STRICT)
                        .setMaxResults(1)
                        .getSingleResult();
                Order other = new Order();
                other.customer = strict.customer;
                session.persist(other);
                assertThat(other.customer.getName()).startsWith("customer");
                session.getTransaction().setRollbackOnly();
            });
        }
    }

    @Test
    void whatIsStrictIsForgottenWithTheEntities() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                session.createSelectionQuery("from Order", Order.class)
                        .enableFetchProfile(Guards.STRICT)
                        .getResultList();
                session.clear();
                assertThat(orders(session))
                        .allSatisfy(
                                order -> assertThat(order.customer.getName()).startsWith("customer"));
            });
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
