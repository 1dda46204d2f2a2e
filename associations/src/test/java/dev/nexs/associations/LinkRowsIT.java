package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.shop.Line;
import dev.nexs.associations.shop.Order;
import dev.nexs.associations.shop.Shop;
import dev.nexs.associations.shop.Tag;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members whose rows are links: many-to-many from both sides, and elements. */
@PostgresServer
class LinkRowsIT {

    private static Shop shop;
    private Long id;

    @BeforeAll
    static void start(Node node) {
        shop = Shop.on(node);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @BeforeEach
    void fill() {
        shop.in(session -> {
            Order order = new Order();
            for (int qty = 1; qty <= 5; qty++) {
                order.line(qty, null);
            }
            order.tags.add(new Tag("a"));
            order.tags.add(new Tag("b"));
            order.notes.addAll(List.of("one", "two"));
            session.persist(order);
            session.flush();
            id = order.id;
        });
    }

    @Test
    void appendToALinkTableSendsTheRowsInOneBatchAndLeavesOutWhatIsThere() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Tag present = session.createSelectionQuery(
                            "select t from Order o join o.tags t where o.id = :id", Tag.class)
                    .setParameter("id", id)
                    .setMaxResults(1)
                    .getSingleResult();
            Association<Tag> tags = Associations.of(session).collection(order, "tags");
            shop.forget();
            tags.appendAll(List.of(new Tag("c"), present, new Tag("d")));
            assertThat(shop.statements())
                    .filteredOn(sql ->
                            sql.startsWith("insert into orders_tags") || sql.startsWith("insert into orders_Tag"))
                    .hasSize(1);
            assertThat(Hibernate.isInitialized(order.tags)).isFalse();
            assertThat(tags.count()).isEqualTo(4);
        });
    }

    @Test
    void newMembersOfALinkTableAreNotLookedForAndNothingElseIsFlushed() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Line unrelated = Associations.of(session)
                    .<Line>collection(order, "lines")
                    .find("qty = 3")
                    .get(0);
            unrelated.qty = 33;
            shop.forget();
            Associations.of(session).<Tag>collection(order, "tags").appendAll(List.of(new Tag("c"), new Tag("d")));
            assertThat(shop.statements())
                    .filteredOn(sql -> !sql.contains("nextval"))
                    .hasSize(2)
                    .allMatch(sql -> sql.startsWith("insert"));
        });
        shop.in(session -> assertThat(Associations.of(session)
                        .collection(session.find(Order.class, id), "tags")
                        .count())
                .isEqualTo(4));
    }

    @Test
    void storedMembersOfALinkTableAreLookedForInOneStatement() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Association<Tag> tags = Associations.of(session).collection(order, "tags");
            List<Tag> members = new ArrayList<>(tags.find("name is not null"));
            for (int i = 0; i < 3; i++) {
                Tag stored = new Tag("stored " + i);
                session.persist(stored);
                members.add(stored);
            }
            session.flush();
            shop.forget();
            tags.appendAll(members);
            assertThat(shop.statements()).hasSize(2);
            assertThat(shop.statements().get(0)).startsWith("select");
            assertThat(shop.statements().get(1)).startsWith("insert");
            assertThat(tags.count()).isEqualTo(5);
        });
    }

    @Test
    void linkRowsAreRemovedAndClearedWithoutLoading() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Association<Tag> tags = Associations.of(session).collection(order, "tags");
            Tag a = tags.find("name = 'a'").get(0);
            shop.forget();
            tags.remove(a);
            assertThat(shop.statements()).hasSize(1);
            assertThat(tags.count()).isEqualTo(1);
            tags.clear();
            assertThat(tags.exists()).isFalse();
            assertThat(Hibernate.isInitialized(order.tags)).isFalse();
        });
        shop.in(session -> assertThat(session.find(Order.class, id).tags).isEmpty());
    }

    @Test
    void theInverseSideOfManyToManyChangesTheSameRows() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Tag tag = new Tag("inverse");
            session.persist(tag);
            Association<Order> orders;
            session.flush();
            session.refresh(tag);
            orders = Associations.of(session).collection(tag, "orders");
            orders.append(order);
            assertThat(orders.count()).isEqualTo(1);
            assertThat(Associations.of(session).<Tag>collection(order, "tags").contains(tag))
                    .isTrue();
            orders.clear();
            assertThat(orders.exists()).isFalse();
        });
    }
}
