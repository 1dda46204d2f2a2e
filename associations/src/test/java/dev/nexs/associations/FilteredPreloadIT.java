package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Address;
import dev.nexs.associations.shop.Country;
import dev.nexs.associations.shop.Customer;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresServer
class FilteredPreloadIT {

    private static Shop shop;

    @BeforeAll
    static void fill(Node node) {
        shop = Shop.on(node);
        shop.in(session -> {
            Tag tag = new Tag("t");
            for (int i = 0; i < 4; i++) {
                Customer customer = new Customer("customer " + i, null);
                session.persist(customer);
                Order order = new Order();
                order.customer = customer;
                for (int qty = 1; qty <= i + 3; qty++) {
                    order.line(qty, new Product("product " + qty));
                }
                order.tags.add(tag);
                if (i == 0) {
                    Country home = new Country("de", "Germany");
                    Country away = new Country("fr", "France");
                    session.persist(home);
                    session.persist(away);
                    order.address = new Address("street", home);
                    order.stops.add(new Address("stop", away));
                }
                order.notes.add("note " + i);
                session.persist(order);
                Shelf shelf = new Shelf("w", i);
                new Slot(shelf);
                session.persist(shelf);
            }
        });
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static List<Order> orders(Session session) {
        List<Order> orders = session.createSelectionQuery("from Order order by id", Order.class)
                .getResultList();
        shop.forget();
        return orders;
    }

    @Test
    void attributesOfTheMetamodelStandForNames() {
        shop.in(session -> {
            var type = session.getMetamodel().entity(Order.class);
            var lines = type.getList("lines", Line.class);
            List<Order> orders = FetchPlan.of(Order.class)
                    .with(type.getSet("tags", Tag.class))
                    .list(session, session.createSelectionQuery("from Order order by id", Order.class));
            assertThat(orders).allMatch(order -> Hibernate.isInitialized(order.tags));
            Loaded loaded = Preload.of(session)
                    .with(lines, some -> some.orderBy("qty").limit(1))
                    .withCount(lines)
                    .into(orders);
            assertThat(orders)
                    .isNotEmpty()
                    .allSatisfy(order -> assertThat(loaded.members(order, lines))
                            .hasSize((int) Math.min(1, loaded.count(order, lines))));
        });
    }

    @Test
    void aFilteredPathGoesIntoTheResultAndLeavesTheCollectionAlone() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Loaded loaded = Preload.of(session)
                    .with(
                            "lines",
                            lines -> lines.where("qty > :least")
                                    .parameter("least", 2)
                                    .orderBy("qty desc"))
                    .into(orders);
            assertThat(shop.statements()).hasSize(1);
            assertThat(loaded.<Line>members(orders.get(3), "lines"))
                    .extracting(Line::getQty)
                    .containsExactly(6, 5, 4, 3);
            assertThat(loaded.members(orders.get(0), "lines")).hasSize(1);
            assertThat(Hibernate.isInitialized(orders.get(3).lines)).isFalse();
        });
    }

    @Test
    void aLimitCountsForEachOwner() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Loaded loaded = Preload.of(session)
                    .with(
                            "lines",
                            lines -> lines.where("qty > 1").orderBy("qty desc").limit(2))
                    .into(orders);
            assertThat(shop.statements()).singleElement().asString().contains("lateral");
            assertThat(loaded.<Line>members(orders.get(0), "lines"))
                    .extracting(Line::getQty)
                    .containsExactly(3, 2);
            assertThat(loaded.<Line>members(orders.get(3), "lines"))
                    .extracting(Line::getQty)
                    .containsExactly(6, 5);
        });
    }

    @Test
    void countsAreOneStatementForAllOwnersAndZeroIsKnown() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Loaded loaded = Preload.of(session)
                    .withCount("lines")
                    .withCount("notes")
                    .withCount("stops")
                    .into(orders);
            assertThat(shop.statements()).hasSize(3);
            assertThat(loaded.count(orders.get(3), "lines")).isEqualTo(6);
            assertThat(loaded.count(orders.get(0), "notes")).isEqualTo(1);
            assertThat(loaded.count(orders.get(1), "stops")).isZero();
            assertThatThrownBy(() -> loaded.count(orders.get(0), "tags"))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("there are no counts of 'tags' here");
        });
    }

    @Test
    void theFilterMayStandAtTheEndOfALongerPath() {
        shop.in(session -> {
            List<Line> lines = session.createSelectionQuery("from Line where qty = 1", Line.class)
                    .getResultList();
            shop.forget();
            Loaded loaded = Preload.of(session)
                    .with("order.lines", f -> f.where("qty = 2"))
                    .into(lines);
            assertThat(shop.statements()).hasSize(2);
            assertThat(loaded.members(lines.get(0).order, "order.lines")).hasSize(1);
        });
    }

    @Test
    void ownersWithCompositeKeysAreCountedToo() {
        shop.in(session -> {
            List<Shelf> shelves =
                    session.createSelectionQuery("from Shelf", Shelf.class).getResultList();
            Loaded loaded = Preload.of(session).withCount("slots").into(shelves);
            assertThat(loaded.count(shelves.get(0), "slots")).isEqualTo(1);
        });
    }

    @Test
    void aStatelessSessionGetsALoadedView() {
        shop.forget();
        shop.factory().inStatelessTransaction(session -> {
            List<Order> orders = session.createSelectionQuery("from Order order by id", Order.class)
                    .getResultList();
            shop.forget();
            Loaded loaded = Preload.of(session)
                    .with("lines.product", "customer", "tags", "notes")
                    .into(orders);
            assertThat(shop.statements()).hasSize(5);
            Order last = orders.get(3);
            List<Line> lines = loaded.members(last, "lines");
            assertThat(lines).hasSize(6);
            assertThat(loaded.<Product>one(lines.get(0), "lines.product"))
                    .map(Product::getName)
                    .isPresent();
            assertThat(loaded.<Customer>one(last, "customer"))
                    .map(Customer::getName)
                    .hasValue("customer 3");
            assertThat(loaded.members(last, "tags")).hasSize(1);
            assertThat(loaded.<String>members(last, "notes")).containsExactly("note 3");
            assertThat(Preload.of(session).withCount("lines").into(orders).count(last, "lines"))
                    .isEqualTo(6);
        });
    }

    @Test
    void aFilterThatDoesNotParseNamesEntityAndPath() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            assertThatThrownBy(() -> Preload.of(session)
                            .with("lines", f -> f.where("qty >"))
                            .into(orders))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining(
                            "path 'lines' of dev.nexs.associations.shop.Order: the filter cannot be used");
            assertThatThrownBy(() -> Preload.of(session)
                            .with("customer", f -> f.where("name = 'x'"))
                            .into(orders))
                    .hasMessageContaining("is no collection");
            assertThatThrownBy(() -> Preload.of(session)
                            .with("notes", f -> f.where("x = 1"))
                            .into(orders))
                    .hasMessageContaining("a filter needs members that are entities");
            assertThatThrownBy(() -> Preload.of(session).with("lines", f -> f.orderBy("qty; drop")))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void aPlanJoinsToOnesAndPreloadsCollectionsSoThatALimitCountsResults() {
        FetchPlan<Order> plan = FetchPlan.of(Order.class).with("customer", "lines.product", "tags");
        shop.in(session -> {
            List<Order> page = plan.list(
                    session,
                    session.createSelectionQuery("from Order order by id", Order.class)
                            .setMaxResults(2));
            assertThat(shop.statements()).hasSize(4);
            assertThat(shop.statements().get(0))
                    .containsIgnoringCase("join customer")
                    .contains("fetch first");
            assertThat(page).hasSize(2).allSatisfy(order -> {
                assertThat(order.customer.getName()).isNotNull();
                assertThat(order.lines)
                        .allSatisfy(line -> assertThat(line.product.getName()).isNotNull());
                assertThat(order.tags).hasSize(1);
            });
            assertThat(shop.statements()).hasSize(4);
        });
    }

    @Test
    void aPlanMayForceAnotherWay() {
        shop.in(session -> {
            List<Order> joined = FetchPlan.of(Order.class)
                    .using("lines", FetchStrategy.JOIN)
                    .list(
                            session,
                            session.createSelectionQuery("from Order order by id", Order.class)
                                    .setMaxResults(2));
            assertThat(shop.statements()).hasSize(1);
            assertThat(shop.statements().get(0))
                    .as("limited by the database, not in memory")
                    .contains("fetch first");
            assertThat(joined)
                    .hasSize(2)
                    .allSatisfy(order ->
                            assertThat(Hibernate.isInitialized(order.lines)).isTrue());
        });
        shop.in(session -> {
            List<Order> all = FetchPlan.of(Order.class)
                    .using("lines", FetchStrategy.SUBSELECT)
                    .list(session, session.createSelectionQuery("from Order where id > 0", Order.class));
            assertThat(shop.statements()).hasSize(2);
            assertThat(all)
                    .allSatisfy(order ->
                            assertThat(Hibernate.isInitialized(order.lines)).isTrue());
        });
        shop.in(session -> {
            FetchPlan.of(Order.class)
                    .using("lines", FetchStrategy.BATCH)
                    .list(session, session.createSelectionQuery("from Order", Order.class));
            assertThat(shop.statements()).hasSize(2);
        });
    }

    @Test
    void aSubselectReachesCollectionsOfMembersAndIsRefusedBehindAReference() {
        shop.in(session -> {
            List<Customer> customers = FetchPlan.of(Customer.class)
                    .using("orders.lines", FetchStrategy.SUBSELECT)
                    .list(session, session.createSelectionQuery("from Customer where id > 0", Customer.class));
            assertThat(shop.statements()).hasSize(3);
            assertThat(shop.statements().get(2)).contains("in (select");
            assertThat(customers)
                    .hasSize(4)
                    .allSatisfy(customer -> assertThat(Hibernate.isInitialized(customer.orders.get(0).lines))
                            .isTrue());
        });
        shop.in(session -> {
            FetchPlan<Order> plan = FetchPlan.of(Order.class).using("customer.orders", FetchStrategy.SUBSELECT);
            assertThatThrownBy(() -> plan.list(session, session.createSelectionQuery("from Order", Order.class)))
                    .isInstanceOf(AssociationException.class)
                    .hasMessage("plan for dev.nexs.associations.shop.Order: 'customer.orders' cannot be a subselect,"
                            + " because not every step of it is a collection; use PRELOAD");
            assertThat(shop.statements()).isEmpty();
        });
    }

    @Test
    void aStatelessViewHasFiltersAndCountsBelowTheRootsAndReadsASharedBeginningOnce() {
        shop.factory().inStatelessTransaction(session -> {
            List<Customer> customers = session.createSelectionQuery("from Customer order by id", Customer.class)
                    .getResultList();
            shop.forget();
            Loaded loaded = Preload.of(session)
                    .with("orders")
                    .with(
                            "orders.lines",
                            lines -> lines.where("qty > 1").orderBy("qty desc").limit(2))
                    .withCount("orders.lines")
                    .withCount("orders.tags")
                    .into(customers);
            assertThat(shop.statements()).hasSize(4);
            Order last = loaded.<Order>members(customers.get(3), "orders").get(0);
            assertThat(loaded.<Line>members(last, "orders.lines"))
                    .extracting(Line::getQty)
                    .containsExactly(6, 5);
            assertThat(loaded.count(last, "orders.lines")).isEqualTo(6);
            assertThat(loaded.count(last, "orders.tags")).isEqualTo(1);
        });
    }

    @Test
    void aStatelessFilterReadsWhatLiesBeforeItOnItsOwn() {
        shop.factory().inStatelessTransaction(session -> {
            List<Line> lines = session.createSelectionQuery("from Line where qty = 1 order by id", Line.class)
                    .getResultList();
            shop.forget();
            Loaded loaded = Preload.of(session)
                    .with("order.lines", f -> f.where("qty = 2"))
                    .into(lines);
            assertThat(shop.statements()).hasSize(2);
            Order order = loaded.<Order>one(lines.get(0), "order").orElseThrow();
            assertThat(loaded.members(order, "order.lines")).hasSize(1);
        });
    }

    @Test
    void aStatelessViewPassesThroughEmbeddedValues() {
        shop.factory().inStatelessTransaction(session -> {
            List<Order> orders = session.createSelectionQuery("from Order order by id", Order.class)
                    .getResultList();
            shop.forget();
            Loaded loaded =
                    Preload.of(session).with("address.country", "stops.country").into(orders);
            assertThat(shop.statements()).hasSize(3);
            Order first = orders.get(0);
            assertThat(loaded.<Country>one(first.address, "address.country"))
                    .map(country -> country.code)
                    .hasValue("de");
            Address stop = loaded.<Address>members(first, "stops").get(0);
            assertThat(loaded.<Country>one(stop, "stops.country"))
                    .map(country -> country.code)
                    .hasValue("fr");
            assertThat(loaded.<Address>one(orders.get(1), "address")).isEmpty();
            assertThat(loaded.members(orders.get(1), "stops")).isEmpty();
        });
    }

    @Test
    void nothingToLoadIntoIsAnEmptyViewOfTheSamePaths() {
        shop.factory().inStatelessTransaction(session -> {
            Loaded loaded =
                    Preload.of(session).with("lines.product").withCount("tags").into(List.of());
            assertThat(loaded.members(new Order(), "lines.product")).isEmpty();
            assertThat(loaded.count(new Order(), "tags")).isZero();
        });
    }
}
