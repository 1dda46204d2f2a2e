package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Address;
import dev.nexs.associations.shop.Country;
import dev.nexs.associations.shop.Customer;
import dev.nexs.associations.shop.DigitalProduct;
import dev.nexs.associations.shop.License;
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
class PreloadIT {

    private static Shop shop;

    @BeforeAll
    static void fill(Node node) {
        shop = Shop.on(node);
        shop.in(session -> {
            Country here = new Country("de", "Germany");
            Country there = new Country("fr", "France");
            session.persist(here);
            session.persist(there);
            Product book = new Product("book");
            DigitalProduct app = new DigitalProduct("app");
            app.licenses.add(new License("one"));
            session.persist(book);
            session.persist(app);
            Tag urgent = new Tag("urgent");
            for (int i = 0; i < 6; i++) {
                Customer customer = new Customer("customer " + i, i % 2 == 0 ? here : there);
                session.persist(customer);
                Order order = new Order();
                order.customer = customer;
                order.address = new Address("street " + i, i % 2 == 0 ? there : here);
                order.line(2, book);
                order.line(1, app);
                if (i > 0) {
                    order.tags.add(urgent);
                    order.tags.add(new Tag("own " + i));
                    order.notes.addAll(List.of("first", "second"));
                    order.labels.put("key", "value " + i);
                    order.stops.add(new Address("stop " + i, here));
                }
                session.persist(order);
                new Slot(new Shelf("w" + i, i));
            }
            for (int i = 0; i < 3; i++) {
                Shelf shelf = new Shelf("hall", i);
                new Slot(shelf);
                new Slot(shelf);
                session.persist(shelf);
            }
        });
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void aToOneIsLoadedInOneStatementForAllOwners() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Preload.of(session).with("customer").into(orders);
            assertThat(orders).allSatisfy(o -> assertThat(o.customer.getName()).startsWith("customer"));
            assertSent(1);
        });
    }

    @Test
    void theKeysAreOneArrayParameterWhateverTheirNumber() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Preload.of(session).with("lines").into(orders.subList(0, 2));
            Preload.of(session).with("lines").into(orders.subList(2, 6));
            assertSent(2);
            assertThat(shop.statements().get(0))
                    .contains("= any (?)")
                    .isEqualTo(shop.statements().get(1));
        });
    }

    @Test
    void aSharedBeginningOfPathsIsLoadedOnceAndEachLevelOnce() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Preload.of(session)
                    .with("lines.product.licenses", "lines.product", "customer.country")
                    .into(orders);
            assertSent(5);
            for (Order order : orders) {
                assertThat(order.lines).extracting(Line::getQty).containsExactly(1, 2);
                DigitalProduct app = (DigitalProduct) Hibernate.unproxy(order.lines.get(0).product);
                assertThat(app.licenses).hasSize(1);
                assertThat(order.customer.getCountry().getName()).isNotBlank();
            }
            assertSent(5);
        });
    }

    @Test
    void manyToManyElementsMapsAndOrderedListsAreLoadedAndEmptyOnesAreKnownToBeEmpty() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Preload.of(session).with("tags", "notes", "labels", "stops.country").into(orders);
            assertSent(5);
            assertThat(orders.get(0).tags).isEmpty();
            assertThat(orders.get(0).notes).isEmpty();
            assertThat(orders.get(3).tags).hasSize(2);
            assertThat(orders.get(3).notes).containsExactly("first", "second");
            assertThat(orders.get(3).labels).containsEntry("key", "value 3");
            assertThat(orders.get(3).stops.get(0).country.getName()).isEqualTo("Germany");
            assertSent(5);
        });
    }

    @Test
    void theInverseSideOfManyToManyIsLoadedToo() {
        shop.in(session -> {
            List<Tag> tags = session.createSelectionQuery("from Tag", Tag.class).getResultList();
            shop.forget();
            Preload.of(session).with("orders").into(tags);
            assertSent(1);
            assertThat(tags)
                    .filteredOn(t -> t.name.equals("urgent"))
                    .allSatisfy(t -> assertThat(t.orders).hasSize(5));
        });
    }

    @Test
    void pathsPassThroughEmbeddedValues() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Preload.of(session).with("address.country").into(orders);
            assertSent(1);
            assertThat(orders.get(0).address.country.getName()).isEqualTo("France");
            assertSent(1);
        });
    }

    @Test
    void compositeKeysAreArraysToo() {
        shop.in(session -> {
            List<Shelf> shelves = session.createSelectionQuery("from Shelf order by place.number", Shelf.class)
                    .getResultList();
            shop.forget();
            Preload.of(session).with("slots").into(shelves);
            assertSent(1);
            assertThat(shop.statements().get(0)).contains("in (select * from unnest(?, ?))");
            assertThat(shelves).hasSize(3).allSatisfy(s -> assertThat(s.slots).hasSize(2));
            assertSent(1);
        });
        shop.in(session -> {
            List<Slot> slots =
                    session.createSelectionQuery("from Slot", Slot.class).getResultList();
            shop.forget();
            Preload.of(session).with("shelf").into(slots);
            assertThat(slots)
                    .allSatisfy(s -> assertThat(s.getShelf().getLabel()).startsWith("hall"));
            assertSent(1);
        });
    }

    @Test
    void whatIsInitializedIsSkippedAndASecondPreloadSendsNothing() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Hibernate.initialize(orders.get(0).lines);
            Preload.of(session).with("lines").into(orders);
            assertSent(2);
            Preload.of(session).with("lines").into(orders);
            assertSent(2);
        });
    }

    @Test
    void cyclesInTheDataEndWithThePath() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Preload.of(session).with("customer.orders.customer.orders.lines").into(orders);
            assertSent(3);
        });
    }

    @Test
    void uninitializedReferencesAsRootsAreLoadedFirst() {
        shop.in(session -> {
            List<Long> ids = session.createSelectionQuery("select id from Order", Long.class)
                    .getResultList();
            List<Order> references = ids.stream()
                    .map(id -> session.getReference(Order.class, id))
                    .toList();
            shop.forget();
            Preload.of(session).with("lines").into(references);
            assertSent(2);
            assertThat(references).allSatisfy(o -> assertThat(o.getLines()).hasSize(2));
            assertSent(2);
        });
    }

    @Test
    void changesThatWerePendingOnACollectionAreKept() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Line added = orders.get(0).line(9, null);
            assertThat(Hibernate.isInitialized(orders.get(0).lines)).isFalse();
            Preload.of(session).with("lines").into(orders);
            assertThat(orders.get(0).lines).hasSize(3).contains(added);
            session.clear();
        });
    }

    @Test
    void aLongListIsSentInChunks(Node node) {
        try (Shop small = Shop.on(
                node, java.util.Map.of(AssociationsSettings.CHUNK_SIZE, "4", "hibernate.hbm2ddl.auto", "none"))) {
            small.in(session -> {
                List<Order> orders =
                        session.createSelectionQuery("from Order", Order.class).getResultList();
                small.forget();
                Preload.of(session).with("lines").into(orders);
                assertThat(small.statements()).hasSize(2);
                assertThat(orders).allSatisfy(o -> assertThat(o.lines).hasSize(2));
            });
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearestAndTheValidOnes() {
        shop.in(session -> assertThatThrownBy(
                        () -> Preload.of(session).with("lines.prodct").into(orders(session)))
                .isInstanceOf(UnknownPathException.class)
                .hasMessage("path 'lines.prodct' of dev.nexs.associations.shop.Order: there is no attribute 'prodct'"
                        + " (did you mean 'product'?). Associations here: order, product"));
    }

    @Test
    void aBasicAttributeLeadsNowhere() {
        shop.in(session -> assertThatThrownBy(
                        () -> Preload.of(session).with("customer.name.first").into(orders(session)))
                .isInstanceOf(UnknownPathException.class)
                .hasMessageContaining("'name' is a basic attribute, there is nothing to load behind it")
                .hasMessageContaining("Associations here: country, orders"));
    }

    @Test
    void aDetachedRootIsRefused() {
        List<Order> orders = shop.factory().fromSession(PreloadIT::orders);
        shop.in(session -> assertThatThrownBy(
                        () -> Preload.of(session).with("lines").into(orders))
                .isInstanceOf(AssociationException.class)
                .hasMessageContaining("shop.Order")
                .hasMessageContaining("not managed by this session"));
    }

    @Test
    void entitiesThatWereMergedFromADetachedListAreLoaded() {
        List<Order> detached = shop.factory().fromSession(PreloadIT::orders);
        shop.in(session -> {
            List<Order> merged = detached.stream().map(session::merge).toList();
            shop.forget();
            Preload.of(session).with("lines").into(merged);
            assertThat(merged).allSatisfy(o -> assertThat(o.lines).hasSize(2));
            assertSent(1);
        });
    }

    @Test
    void aReferenceOfAnotherSessionIsRefused() {
        Order foreign = shop.factory().fromSession(s -> s.getReference(Order.class, 1L));
        shop.in(session -> assertThatThrownBy(
                        () -> Preload.of(session).with("lines").into(List.of(foreign)))
                .isInstanceOf(AssociationException.class)
                .hasMessageContaining("belongs to another session or to none"));
    }

    @Test
    void theMetamodelsAttributesFormAPath() {
        shop.in(session -> {
            var order = session.getMetamodel().entity(Order.class);
            var line = session.getMetamodel().entity(Line.class);
            List<Order> orders = orders(session);
            Preload.of(session)
                    .with(order.getList("lines"), line.getSingularAttribute("product"))
                    .into(orders);
            assertSent(2);
            assertThat(orders)
                    .allSatisfy(
                            o -> assertThat(o.lines.get(0).product.getName()).isNotNull());
            assertSent(2);
        });
    }

    @Test
    void aReferenceWhoseRowIsGoneStaysUninitializedAndThrowsWhenItIsUsed() {
        shop.in(session -> {
            Order order = session.getReference(Order.class, -5L);
            Preload.of(session).with("lines").into(List.of(order));
            assertThat(Hibernate.isInitialized(order)).isFalse();
            assertThatThrownBy(order::getLines).isInstanceOf(org.hibernate.ObjectNotFoundException.class);
        });
    }

    @Test
    void nothingToLoadIntoSendsNothing() {
        shop.in(session -> {
            Preload.of(session).with("lines").into(List.of());
            assertSent(0);
        });
    }

    private static List<Order> orders(Session session) {
        List<Order> orders = session.createSelectionQuery("from Order order by id", Order.class)
                .getResultList();
        shop.forget();
        return orders;
    }

    private static void assertSent(int count) {
        assertThat(shop.statements()).hasSize(count);
    }
}
