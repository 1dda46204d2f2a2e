package dev.nexs.associations;

import dev.nexs.associations.shop.Country;
import dev.nexs.associations.shop.Customer;
import dev.nexs.associations.shop.DigitalProduct;
import dev.nexs.associations.shop.License;
import dev.nexs.associations.shop.Line;
import dev.nexs.associations.shop.Order;
import dev.nexs.associations.shop.Product;
import dev.nexs.associations.shop.Tag;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** A program of its own, because its heap is small. */
public final class LargePreload {

    private LargePreload() {}

    public static void main(String[] arguments) {
        Configuration configuration = new Configuration();
        Stream.of(
                        Order.class,
                        Line.class,
                        Customer.class,
                        Country.class,
                        Product.class,
                        DigitalProduct.class,
                        License.class,
                        Tag.class)
                .forEach(configuration::addAnnotatedClass);
        configuration.setProperty("jakarta.persistence.jdbc.url", arguments[0]);
        configuration.setProperty("jakarta.persistence.jdbc.user", arguments[1]);
        configuration.setProperty("jakarta.persistence.jdbc.password", arguments[2]);
        configuration.setProperty(AssociationsSettings.RECORD_STATEMENTS, "on");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            factory.inTransaction(session -> {
                List<Order> orders =
                        session.createSelectionQuery("from Order", Order.class).getResultList();
                List<String> sent = Statements.record(
                        factory, () -> Preload.of(session).with("lines").into(orders));
                long lines =
                        orders.stream().mapToLong(order -> order.lines.size()).sum();
                System.out.println("loaded " + lines + " lines into " + orders.size() + " orders in " + sent.size()
                        + " statements");
            });
        }
    }
}
