package dev.nexs.orm.hibernate.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.TransactionFailedException;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.resilience.CommitMarkers;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Session factories whose connections are not ours. */
@PostgresServer
class ForeignConnectionsIT {

    private final Node node;

    ForeignConnectionsIT(Node node) {
        this.node = node;
    }

    /** Where the connections come from. */
    enum Provider {
        HIBERNATES_OWN_POOL,
        DATA_SOURCE,
        HIKARI,
        HIKARI_WITHOUT_AUTO_COMMIT
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void unitsWorkOnConnectionsOfAnyProvider(Provider provider) throws SQLException {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(node.dataSource());
        pool.setMaximumPoolSize(2);
        pool.setAutoCommit(provider != Provider.HIKARI_WITHOUT_AUTO_COMMIT);
        try (HikariDataSource hikari = new HikariDataSource(pool);
                SessionFactory factory = factory(provider, hikari)) {
            Transactions tx = Transactions.of(factory);
            AtomicInteger attempts = new AtomicInteger();
            tx.run(session -> {
                session.persist(new Stock(1, 100));
                if (attempts.incrementAndGet() == 1) {
                    throw new SQLException("made up", "40001");
                }
            });
            assertThat(attempts).hasValue(2);
            node.execute(CommitMarkers.CREATE_TABLE);
            tx.run(o -> o.commitResolution(CommitResolution.MARKER), session -> session.find(Stock.class, 1L).amount--);
            assertThatThrownBy(() -> tx.run(session -> {
                        session.find(Stock.class, 1L).amount = 7;
                        session.flush();
                        throw new IllegalStateException("poisoned");
                    }))
                    .hasMessage("poisoned");
            for (int i = 0; i < 5; i++) { // more often than the pool has connections
                int amount = tx.read(session -> session.find(Stock.class, 1L).amount);
                assertThat(amount).isEqualTo(99);
            }
            for (int i = 0; i < 5; i++) {
                tx.read(o -> o.transaction(true), session -> session.find(Stock.class, 1L).amount);
            }
            for (int i = 0; i < 5; i++) { // nothing was left behind
                int amount = i;
                factory.inTransaction(session -> session.find(Stock.class, 1L).amount = amount);
            }
            assertThat(tx.token()).isNotNull();
        }
    }

    @Test
    void aWrapperThatHidesTheDriverIsToldBeforeTheWorkRuns() {
        DataSource wrapper = wrapping(node.dataSource(), DataSource.class);
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> Transactions.of(wrapper).run(connection -> attempts.incrementAndGet()))
                .isInstanceOf(TransactionFailedException.class)
                .hasMessageContaining("does not unwrap to org.postgresql.core.BaseConnection");
        assertThat(attempts).hasValue(0);
    }

    private static <T> T wrapping(Object target, Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "isWrapperFor" -> false;
                    case "getConnection" -> wrapping(method.invoke(target, arguments), Connection.class);
                    default -> method.invoke(target, arguments);
                }));
    }

    private SessionFactory factory(Provider provider, HikariDataSource hikari) {
        Configuration configuration =
                new Configuration().addAnnotatedClass(Stock.class).setProperty("hibernate.hbm2ddl.auto", "create");
        Consumer<Object> source = set -> configuration.getProperties().put("hibernate.connection.datasource", set);
        switch (provider) {
            case HIBERNATES_OWN_POOL ->
                configuration
                        .setProperty("hibernate.connection.url", node.jdbcUrl())
                        .setProperty("hibernate.connection.username", node.username())
                        .setProperty("hibernate.connection.password", node.password());
            case DATA_SOURCE -> source.accept(node.dataSource());
            case HIKARI -> source.accept(hikari);
            case HIKARI_WITHOUT_AUTO_COMMIT -> {
                source.accept(hikari);
                configuration.setProperty("hibernate.connection.provider_disables_autocommit", "true");
            }
        }
        return configuration.buildSessionFactory();
    }
}
