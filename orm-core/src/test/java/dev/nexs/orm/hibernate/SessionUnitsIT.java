package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;

@PostgresServer
class SessionUnitsIT {

    @Test
    void unitsRunOnFreshSessionsStatefulAndStateless(Node node) throws Exception {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(Product.class)
                .setProperty("nexs.url", node.jdbcUrl())
                .setProperty("nexs.username", node.username())
                .setProperty("nexs.password", node.password())
                .setProperty("nexs.pool.maximum-size", "3")
                .setProperty("hibernate.hbm2ddl.auto", "create");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            Transactions tx = Transactions.of(factory);
            AtomicInteger attempts = new AtomicInteger();
            tx.run(session -> {
                session.persist(new Product(1, "one"));
                if (attempts.incrementAndGet() == 1) {
                    throw new SQLException("made up", "40001");
                }
            });
            assertThat(attempts).hasValue(2);
            assertThat(tx.<String, RuntimeException>read(session -> session.find(Product.class, 1L).name))
                    .isEqualTo("one");
            tx.stateless().run(session -> session.insert(new Product(2, "two")));
            long count = tx.stateless()
                    .read(session -> session.createSelectionQuery("select count(*) from Product", Long.class)
                            .getSingleResult());
            assertThat(count).isEqualTo(2);
        }
    }
}
