package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Address;
import dev.nexs.associations.shop.Country;
import dev.nexs.associations.shop.Customer;
import dev.nexs.associations.shop.DigitalProduct;
import dev.nexs.associations.shop.Line;
import dev.nexs.associations.shop.Order;
import dev.nexs.associations.shop.Product;
import dev.nexs.associations.shop.Shelf;
import dev.nexs.associations.shop.Shop;
import dev.nexs.associations.shop.Slot;
import dev.nexs.associations.shop.Tag;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresServer
class JsonPlanIT {

    private static Shop shop;

    @BeforeAll
    static void fill(Node node) {
        shop = Shop.on(node);
        shop.in(session -> {
            Country country = new Country("de", "Deutschland \"süd\"\n\\ 😀");
            session.persist(country);
            Product book = new Product("book");
            DigitalProduct app = new DigitalProduct("app");
            session.persist(book);
            session.persist(app);
            Tag shared = new Tag("shared");
            for (int i = 0; i < 5; i++) {
                Customer customer = new Customer("customer " + i, country);
                session.persist(customer);
                Order order = new Order();
                order.customer = customer;
                order.address = new Address("street " + i, country);
                if (i > 0) {
                    order.line(3, book);
                    order.line(1, app);
                    order.line(2, null);
                    order.tags.add(shared);
                    order.tags.add(new Tag("own " + i));
                    order.notes.addAll(List.of("first", "second " + i));
                    order.labels.put("key", "value " + i);
                    order.stops.add(new Address("stop " + i, country));
                }
                session.persist(order);
                Shelf shelf = new Shelf("hall", i);
                for (int slot = 0; slot < i; slot++) {
                    new Slot(shelf);
                }
                session.persist(shelf);
            }
        });
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static FetchPlan<Order> plan(String... paths) {
        FetchPlan<Order> plan = FetchPlan.of(Order.class);
        for (String path : paths) {
            plan = plan.using(path, FetchStrategy.JSON);
        }
        return plan;
    }

    private static SelectionQuery<Order> orders(Session session) {
        return session.createSelectionQuery("from Order where id >= :least order by id", Order.class)
                .setParameter("least", 0L);
    }

    private static void assertSent(int count) {
        assertThat(shop.statements()).hasSize(count);
    }

    @Test
    void everythingComesInTheQuerysOwnStatement() {
        shop.in(session -> {
            List<Order> orders = plan("customer.country", "lines.product", "tags", "notes", "labels", "stops.country")
                    .list(session, orders(session));
            assertSent(1);
            assertThat(shop.statements().get(0)).contains("json_agg");
            assertThat(orders).hasSize(5);
            Order empty = orders.get(0);
            assertThat(empty.lines).isEmpty();
            assertThat(empty.tags).isEmpty();
            assertThat(empty.notes).isEmpty();
            for (Order order : orders.subList(1, 5)) {
                assertThat(order.lines).extracting(Line::getQty).containsExactly(1, 2, 3);
                assertThat(Hibernate.unproxy(order.lines.get(0).product)).isInstanceOf(DigitalProduct.class);
                assertThat(order.lines.get(1).product).isNull();
                assertThat(order.lines.get(2).product.getName()).isEqualTo("book");
                assertThat(order.lines.get(2).order).isSameAs(order);
                assertThat(order.tags).hasSize(2).anyMatch(tag -> tag.name.equals("shared"));
                assertThat(order.notes).hasSize(2).first().isEqualTo("first");
                assertThat(order.labels).hasSize(1);
                assertThat(order.stops.get(0).country.getName()).isEqualTo("Deutschland \"süd\"\n\\ 😀");
                assertThat(order.customer.getCountry().getName()).startsWith("Deutschland");
            }
            assertSent(1);
        });
    }

    @Test
    void whatIsBroughtIsWhatAPreloadBrings() {
        String[] paths = {"customer.orders.lines", "lines.product", "tags.orders", "address.country"};
        List<String> aggregated =
                shop.factory().fromTransaction(session -> describe(plan(paths).list(session, orders(session))));
        List<String> preloaded = shop.factory().fromTransaction(session -> {
            List<Order> orders = orders(session).getResultList();
            Preload.of(session).with(paths).into(orders);
            return describe(orders);
        });
        assertThat(aggregated).isEqualTo(preloaded).isNotEmpty();
    }

    private static List<String> describe(List<Order> orders) {
        shop.forget();
        List<String> told = orders.stream()
                .map(order -> order.id + " " + order.address.country.getName() + " "
                        + order.customer.getOrders().stream()
                                .map(o -> o.id + ":" + o.lines.size())
                                .toList()
                        + order.lines.stream()
                                .map(line -> line.qty + "=" + (line.product == null ? null : line.product.getName()))
                                .toList()
                        + order.tags.stream()
                                .map(tag -> tag.name + tag.orders.size())
                                .sorted()
                                .toList())
                .toList();
        assertSent(0);
        return told;
    }

    @Test
    void aLimitCountsResultsAndIsAppliedByTheDatabase() {
        shop.in(session -> {
            List<Order> page = plan("lines", "tags")
                    .list(session, orders(session).setFirstResult(1).setMaxResults(2));
            assertSent(1);
            assertThat(page).hasSize(2).allSatisfy(order -> {
                assertThat(order.lines).hasSize(3);
                assertThat(order.tags).hasSize(2);
            });
            assertSent(1);
            assertThat(plan("lines").list(session, orders(session).setMaxResults(0)))
                    .isEmpty();
        });
    }

    @Test
    void rowsThatAPageSkipsGetNoJson() {
        shop.in(session -> {
            List<Order> orders = orders(session).getResultList();
            shop.forget();
            session.clear();
            List<Order> page = plan("address.country", "customer.country", "lines.product", "tags")
                    .list(session, orders(session).setFirstResult(3).setMaxResults(1));
            assertSent(1);
            assertThat(shop.statements().get(0)).contains("offset ? rows fetch first ? rows only) nexs_page(");
            assertThat(page).extracting(order -> order.id).containsExactly(orders.get(3).id);
            assertThat(page.get(0).lines.get(2).product.getName()).isEqualTo("book");
            assertThat(page.get(0).customer.getCountry().getName()).startsWith("Deutschland");
            assertThat(plan("tags").list(session, orders(session).setFirstResult(4)))
                    .extracting(order -> order.id)
                    .containsExactly(orders.get(4).id);
            assertThat(plan("lines")
                            .list(
                                    session,
                                    session.createSelectionQuery(
                                            "select distinct o from Order o join o.lines order by o.id limit 2 offset 1",
                                            Order.class)))
                    .extracting(order -> order.id)
                    .containsExactly(orders.get(2).id, orders.get(3).id);
            assertSent(3);
        });
    }

    @Test
    void whatTheSessionManagesAlreadyIsKept() {
        shop.in(session -> {
            Order known = orders(session).getResultList().get(1);
            Line line = known.lines.get(0);
            line.qty = 77;
            known.tags.clear();
            shop.forget();
            session.setHibernateFlushMode(org.hibernate.FlushMode.MANUAL);
            List<Order> again = plan("lines", "tags").list(session, orders(session));
            assertSent(1);
            assertThat(again.get(1)).isSameAs(known);
            assertThat(known.lines.get(0)).isSameAs(line);
            assertThat(line.qty).isEqualTo(77);
            assertThat(known.tags).isEmpty();
            session.clear();
        });
    }

    @Test
    void changesAreFlushedBeforeTheQuery() {
        shop.in(session -> {
            Order order = orders(session).getResultList().get(2);
            session.persist(new Line(order, 0, null));
            List<Order> orders = plan("lines").list(session, orders(session));
            assertThat(orders.get(2).lines).extracting(Line::getQty).containsExactly(0, 1, 2, 3);
            session.getTransaction().setRollbackOnly();
        });
    }

    @Test
    void compositeKeysAreFollowed() {
        shop.in(session -> {
            FetchPlan<Shelf> plan = FetchPlan.of(Shelf.class).using("slots", FetchStrategy.JSON);
            List<Shelf> shelves =
                    plan.list(session, session.createSelectionQuery("from Shelf order by place.number", Shelf.class));
            assertThat(shelves).extracting(shelf -> shelf.slots.size()).containsExactly(0, 1, 2, 3, 4);
            assertSent(1);
        });
        shop.in(session -> {
            FetchPlan<Slot> plan = FetchPlan.of(Slot.class).using("shelf.slots", FetchStrategy.JSON);
            List<Slot> slots = plan.list(session, session.createSelectionQuery("from Slot", Slot.class));
            assertThat(slots)
                    .allSatisfy(slot -> assertThat(Hibernate.unproxy(slot.getShelf(), Shelf.class).slots)
                            .contains(slot));
            assertSent(1);
        });
    }

    @Test
    void distinctQueriesAndRepeatedResultsAndCriteriaAreAllowed() {
        shop.in(session -> {
            List<Order> distinct = plan("lines")
                    .list(
                            session,
                            session.createSelectionQuery("select distinct o from Order o join o.lines l", Order.class));
            assertThat(distinct)
                    .hasSize(4)
                    .allSatisfy(order -> assertThat(order.lines).hasSize(3));
            List<Order> repeated =
                    plan("tags").list(session, session.createSelectionQuery("select l.order from Line l", Order.class));
            assertThat(repeated)
                    .hasSize(12)
                    .allSatisfy(order -> assertThat(order.tags).hasSize(2));
            var criteria = session.getCriteriaBuilder().createQuery(Order.class);
            criteria.from(Order.class);
            assertThat(plan("lines").list(session, session.createQuery(criteria)))
                    .hasSize(5);
            assertSent(3);
        });
    }

    @Test
    void otherStrategiesMayStandBesideIt() {
        shop.in(session -> {
            List<Order> orders = plan("lines")
                    .with("customer", "tags")
                    .using("notes", FetchStrategy.SUBSELECT)
                    .using("labels", FetchStrategy.BATCH)
                    .list(session, orders(session));
            assertSent(4);
            assertThat(orders).allSatisfy(order -> {
                assertThat(order.customer.getName()).isNotNull();
                assertThat(Hibernate.isInitialized(order.lines)).isTrue();
                assertThat(Hibernate.isInitialized(order.tags)).isTrue();
                assertThat(Hibernate.isInitialized(order.notes)).isTrue();
                assertThat(Hibernate.isInitialized(order.labels)).isTrue();
            });
            assertSent(4);
        });
    }

    @Test
    void whatCannotBeBroughtIsRefusedBeforeAnythingIsSent() {
        shop.in(session -> {
            FetchPlan<Line> subclass = FetchPlan.of(Line.class).using("product.licenses", FetchStrategy.JSON);
            assertThatThrownBy(() -> subclass.list(session, session.createSelectionQuery("from Line", Line.class)))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("plan for dev.nexs.associations.shop.Line: 'product.licenses' cannot be")
                    .hasMessageContaining("'licenses' is an attribute of a subclass")
                    .hasMessageEndingWith("use PRELOAD");
            assertThatThrownBy(() -> plan("lines")
                            .list(session, session.createSelectionQuery("from Order o join fetch o.tags", Order.class)))
                    .hasMessageContaining("it fetches a collection by join");
            assertThatThrownBy(() ->
                            plan("lines").list(session, session.createNativeQuery("select * from orders", Order.class)))
                    .hasMessageContaining("it is neither HQL nor Criteria");
            assertSent(0);
        });
    }
}
