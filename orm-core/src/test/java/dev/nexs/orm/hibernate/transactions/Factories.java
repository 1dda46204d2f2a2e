package dev.nexs.orm.hibernate.transactions;

import dev.nexs.testing.Node;
import org.hibernate.cfg.Configuration;

/** Session factories of tests. */
final class Factories {

    private Factories() {}

    static Configuration ofStock(Node node) {
        return new Configuration()
                .addAnnotatedClass(Stock.class)
                .setProperty("nexs.url", node.jdbcUrl())
                .setProperty("nexs.username", node.username())
                .setProperty("nexs.password", node.password())
                .setProperty("nexs.pool.maximum-size", "9")
                .setProperty("nexs.retry.initial-delay", "1ms")
                .setProperty("hibernate.hbm2ddl.auto", "create");
    }
}
