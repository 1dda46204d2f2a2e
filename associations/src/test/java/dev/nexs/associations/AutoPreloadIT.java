package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Country;
import dev.nexs.associations.shop.Customer;
import dev.nexs.associations.shop.Order;
import dev.nexs.associations.shop.Product;
import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is touched of one entity is loaded for all that came from the same result. */
@PostgresServer
class AutoPreloadIT {

    private static Node node;

    @BeforeAll
    static void fill(Node server) {
        node = server;
        try (Shop shop = Shop.on(node)) {
            shop.in(session -> {
                Country country = new Country("de", "Germany");
                session.persist(country);
                for (int i = 0; i < 20; i++) {
                    Customer customer = new Customer("customer " + i, country);
                    session.persist(customer);
                    Product product = new Product("product " + i);
                    session.persist(product);
                    Order order = new Order();
                    order.customer = customer;
                    order.line(1, product);
                    order.line(2, product);
                    order.notes.add("note " + i);
                    session.persist(order);
                }
            });
        }
    }

    private static Shop shop(Object... settings) {
        Map<String, Object> all =
                new HashMap<>(Map.of("hibernate.hbm2ddl.auto", "none", AssociationsSettings.AUTO_PRELOAD, "on"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        return Shop.on(node, all);
    }

    private static List<Order> orders(Session session) {
        return session.createSelectionQuery("from Order order by id", Order.class)
                .getResultList();
    }

    @Test
    void oneStatementForEachAssociationAtEachLevelAndNoWordOfPreload() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                for (Order order : orders(session)) {
                    assertThat(order.customer.getName()).startsWith("customer");
                    order.lines.forEach(
                            line -> assertThat(line.product.getName()).startsWith("product"));
                    assertThat(order.notes).hasSize(1);
                }
                assertThat(shop.statements())
                        .as("orders, customers, lines, products, notes")
                        .hasSize(5);
            });
        }
    }

    @Test
    void aReferenceThatManyShareAndACollectionBehindItAreLoadedOnce() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                for (Order order : orders(session)) {
                    assertThat(order.customer.getOrders()).contains(order);
                }
                assertThat(shop.statements()).hasSize(3);
            });
        }
    }

    @Test
    void onlyWhatCameFromTheSameResultIsLoaded() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                List<Order> first = session.createSelectionQuery("from Order order by id", Order.class)
                        .setMaxResults(5)
                        .getResultList();
                List<Order> second = session.createSelectionQuery("from Order order by id", Order.class)
                        .setFirstResult(5)
                        .setMaxResults(5)
                        .getResultList();
                Hibernate.initialize(first.get(0).lines);
                assertThat(first).allMatch(order -> Hibernate.isInitialized(order.lines));
                assertThat(second).noneMatch(order -> Hibernate.isInitialized(order.lines));
                Hibernate.initialize(second.get(3).customer);
                assertThat(second).allMatch(order -> Hibernate.isInitialized(order.customer));
                assertThat(first).noneMatch(order -> Hibernate.isInitialized(order.customer));
            });
        }
    }

    @Test
    void whatIsFoundByIdentifierHasNoSiblings() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                Order order = session.find(Order.class, orders(session).get(0).id);
                session.clear();
                order = session.find(Order.class, order.id);
                shop.forget();
                assertThat(order.lines).hasSize(2);
                assertThat(order.customer.getName()).startsWith("customer");
                assertThat(shop.statements()).hasSize(2).allMatch(sql -> sql.contains("=?"));
            });
        }
    }

    @Test
    void itEndsWhereTheSessionForgets() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                List<Order> orders = orders(session);
                session.evict(orders.get(3));
                assertThat(orders.get(0).lines).hasSize(2);
                assertThat(Hibernate.isInitialized(orders.get(3).lines)).isFalse();
                session.clear();
                List<Order> again = orders(session);
                shop.forget();
                again.forEach(order -> order.customer.getName());
                assertThat(shop.statements()).hasSize(1);
            });
        }
    }

    @Test
    void aChunkBoundsAStatement() {
        try (Shop shop = shop(AssociationsSettings.CHUNK_SIZE, "8")) {
            shop.in(session -> {
                List<Order> orders = orders(session);
                shop.forget();
                orders.forEach(order -> order.customer.getName());
                assertThat(shop.statements()).as("8, 8 and 4").hasSize(3);
            });
        }
    }

    @Test
    void whatChangedMeanwhileIsKept() {
        try (Shop shop = shop()) {
            shop.in(session -> {
                List<Order> orders = orders(session);
                Customer customer = orders.get(5).customer;
                orders.get(4).customer = customer;
                orders.get(3).customer = null;
                assertThat(orders.get(0).customer.getName()).isEqualTo("customer 0");
                assertThat(orders.get(4).customer).isSameAs(customer);
                assertThat(orders.get(3).customer).isNull();
                session.getTransaction().setRollbackOnly();
            });
        }
    }

    @Test
    void strictLoadingIsStronger() {
        try (Shop shop = shop(AssociationsSettings.LAZY_LOADING, "throw")) {
            shop.in(session -> {
                List<Order> orders = orders(session);
                assertThatThrownBy(() -> orders.get(0).lines.size()).isInstanceOf(StrictLoadingException.class);
            });
        }
    }

    @Test
    void theDetectorHasNothingToReport() {
        try (Shop shop = shop(AssociationsSettings.N_PLUS_ONE_THRESHOLD, 2, AssociationsSettings.N_PLUS_ONE, "throw")) {
            shop.in(session -> orders(session).forEach(order -> order.lines.forEach(line -> line.product.getName())));
        }
    }
}
