package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.shop.Line;
import dev.nexs.associations.shop.Order;
import dev.nexs.associations.shop.Shop;
import dev.nexs.associations.shop.Tag;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

/** The snippets of docs/associations.md. */
@PostgresServer
class AssociationsGuideIT {

    @Test
    void theSnippetsOfTheGuideRun(Node node) {
        try (Shop shop = Shop.on(node)) {
            shop.in(session -> {
                Order order = new Order();
                order.line(2, null);
                order.tags.add(new Tag("tag"));
                session.persist(order);
            });
            shop.in(session -> {
                List<Order> orders =
                        session.createSelectionQuery("from Order", Order.class).getResultList();
                Preload.of(session).with("lines.product", "customer", "tags").into(orders);
                Loaded loaded = Preload.of(session)
                        .with(
                                "lines",
                                lines -> lines.where("qty > :least")
                                        .parameter("least", 1)
                                        .orderBy("qty desc")
                                        .limit(5))
                        .withCount("tags")
                        .into(orders);
                List<Line> most = loaded.members(orders.get(0), "lines");
                long tags = loaded.count(orders.get(0), "tags");
                assertThat(most).hasSize(1);
                assertThat(tags).isEqualTo(1);
            });
            shop.in(session -> {
                FetchPlan<Order> overview = FetchPlan.of(Order.class).with("customer", "lines.product");
                List<Order> page = overview.list(
                        session,
                        session.createSelectionQuery("from Order", Order.class).setMaxResults(20));
                assertThat(page).hasSize(1);
                FetchPlan<Order> far = FetchPlan.of(Order.class)
                        .using("lines.product", FetchStrategy.JSON)
                        .using("tags", FetchStrategy.JSON);
                List<Order> all = far.list(session, session.createSelectionQuery("from Order", Order.class));
                assertThat(all).isEqualTo(page);
            });
            shop.in(session -> {
                Order order =
                        session.createSelectionQuery("from Order", Order.class).getSingleResult();
                Association<Line> lines = Associations.of(session).collection(order, "lines");
                lines.count();
                lines.find("qty > :least", Map.of("least", 3));
                lines.append(new Line(null, 7, null));
                Line kept = lines.find("qty = 7").get(0);
                Line added = new Line(null, 8, null);
                lines.replace(List.of(kept, added));
                assertThat(lines.count()).isEqualTo(2);
            });
            SessionFactory factory = shop.factory();
            Statements.assertStatements(
                    factory,
                    1,
                    () -> shop.in(session -> session.createSelectionQuery("from Order", Order.class)
                            .getResultList()));
        }
    }
}
