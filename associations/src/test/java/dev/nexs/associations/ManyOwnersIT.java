package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Customer;
import dev.nexs.associations.shop.Line;
import dev.nexs.associations.shop.Order;
import dev.nexs.associations.shop.Shop;
import dev.nexs.associations.shop.Tag;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One collection of many owners: as many statements as for one. */
@PostgresServer
class ManyOwnersIT {

    private Shop shop;

    @BeforeEach
    void fill(Node node) {
        shop = Shop.on(node);
        shop.in(session -> {
            for (int i = 0; i < 10; i++) {
                Order order = new Order();
                for (int line = 0; line < i; line++) {
                    order.line(line, null);
                }
                order.notes.add("note");
                session.persist(order);
            }
            for (int i = 0; i < 4; i++) {
                session.persist(new Tag("tag " + i));
            }
        });
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private static List<Order> orders(Session session) {
        return session.createSelectionQuery("from Order order by id", Order.class)
                .getResultList();
    }

    private static List<Tag> tags(Session session) {
        return session.createSelectionQuery("from Tag order by name", Tag.class).getResultList();
    }

    @Test
    void theyAreCountedAndSearchedTogether() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Hibernate.initialize(orders.get(9).lines);
            shop.forget();
            AssociationOfMany<Order, Line> lines = Associations.of(session).collections(orders, "lines");
            Map<Order, Long> counts = lines.counts();
            assertThat(shop.statements()).hasSize(1);
            assertThat(orders).extracting(counts::get).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            Map<Order, List<Line>> found = lines.find("qty >= :least", Map.of("least", 7));
            assertThat(found.get(orders.get(9))).hasSize(2);
            assertThat(found.get(orders.get(7))).isEmpty();
            assertThat(Associations.of(session).collections(List.of(), "lines").counts())
                    .isEmpty();
        });
    }

    @Test
    void linksOfAllAreOneQuestionAndOneBatch() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            List<Tag> tags = tags(session);
            Associations.of(session).<Tag>collection(orders.get(2), "tags").append(tags.get(0));
            Hibernate.initialize(orders.get(5).tags);
            shop.forget();
            AssociationOfMany<Order, Tag> all = Associations.of(session).collections(orders, "tags");
            all.appendAll(List.of(tags.get(0), tags.get(1)));
            assertThat(shop.statements())
                    .as("which are there, and the rows that are not")
                    .hasSize(2);
            assertThat(orders.get(5).tags).hasSize(2);
            assertThat(Hibernate.isInitialized(orders.get(4).tags)).isFalse();
            Map<Order, List<Tag>> each = new HashMap<>();
            each.put(orders.get(0), List.of(tags.get(2), new Tag("fresh")));
            each.put(orders.get(1), List.of(tags.get(3)));
            all.appendEach(each);
        });
        shop.in(session -> {
            List<Order> orders = orders(session);
            AssociationOfMany<Order, Tag> all = Associations.of(session).collections(orders, "tags");
            assertThat(orders).extracting(all.counts()::get).containsExactly(4L, 3L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 2L);
            Hibernate.initialize(orders.get(5).tags);
            Tag first = tags(session).get(1);
            shop.forget();
            all.removeAll(List.of(first));
            assertThat(shop.statements())
                    .as("the batch, and the row of what is in memory")
                    .hasSize(2);
            assertThat(orders.get(5).tags).hasSize(1);
        });
        shop.in(session -> {
            List<Order> orders = orders(session);
            AssociationOfMany<Order, Tag> all = Associations.of(session).collections(orders.subList(1, 10), "tags");
            assertThat(all.counts().values()).containsExactly(2L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L);
            shop.forget();
            all.clear();
            assertThat(shop.statements()).hasSize(2);
            assertThat(all.counts().values()).containsOnly(0L);
            assertThat(Associations.of(session)
                            .collection(orders.get(0), "tags")
                            .count())
                    .isEqualTo(3);
        });
    }

    @Test
    void theInverseSideWritesTheSameRows() {
        shop.in(session -> {
            List<Order> orders = orders(session);
            Associations.of(session)
                    .<Tag, Order>collections(tags(session), "orders")
                    .appendAll(orders.subList(0, 3));
        });
        shop.in(session -> {
            assertThat(Associations.of(session)
                            .<Order, Tag>collections(orders(session).subList(0, 4), "tags")
                            .counts()
                            .values())
                    .containsExactly(4L, 4L, 4L, 0L);
            Associations.of(session)
                    .<Tag, Order>collections(tags(session), "orders")
                    .clear();
        });
        shop.in(session -> assertThat(Associations.of(session)
                        .<Order, Tag>collections(orders(session), "tags")
                        .counts()
                        .values())
                .containsOnly(0L));
    }

    @Test
    void membersThatReferToTheirOwnerGoWhereTheyBelong() {
        shop.in(session -> {
            List<Order> orders = orders(session).subList(0, 3);
            AssociationOfMany<Order, Line> lines = Associations.of(session).collections(orders, "lines");
            Line moved = session.createSelectionQuery("from Line where order = :order and qty = 0", Line.class)
                    .setParameter("order", orders.get(2))
                    .getSingleResult();
            lines.appendEach(Map.of(
                    orders.get(0), List.of(new Line(null, 70, null), moved),
                    orders.get(1), List.of(new Line(null, 71, null))));
            assertThat(lines.counts().values()).containsExactly(2L, 2L, 1L);
            assertThatThrownBy(() -> lines.appendAll(List.of(new Line(null, 1, null))))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("a member refers to one owner, so it cannot be added to 3");
            assertThatThrownBy(() -> lines.appendEach(Map.of(new Order(), List.of(new Line(null, 1, null)))))
                    .hasMessageContaining("which is not among the owners");
            lines.removeAll(List.of(moved));
            assertThat(lines.counts().values()).containsExactly(1L, 2L, 1L);
            lines.clear();
            assertThat(lines.counts().values()).containsOnly(0L);
        });
        shop.in(session -> assertThat(
                        session.createSelectionQuery("select count(*) from Line where order is null", Long.class)
                                .getSingleResult())
                .isEqualTo(5));
    }

    @Test
    void valuesGoTheSameWay() {
        shop.in(session -> {
            List<Order> orders = orders(session).subList(0, 2);
            AssociationOfMany<Order, String> notes = Associations.of(session).collections(orders, "notes");
            notes.appendAll(List.of("a", "b"));
            session.flush();
            session.clear();
            List<Order> again = orders(session).subList(0, 2);
            assertThat(again).allSatisfy(order -> assertThat(order.notes).containsExactly("note", "a", "b"));
            Associations.of(session).<Order, String>collections(again, "notes").clear();
            session.flush();
            session.clear();
            assertThat(new ArrayList<>(orders(session).get(0).notes)).isEmpty();
        });
        shop.in(session -> assertThatThrownBy(
                        () -> Associations.of(session).collections(List.of(new Customer("x", null)), "orders"))
                .hasMessageContaining("is not managed by this session"));
    }
}
