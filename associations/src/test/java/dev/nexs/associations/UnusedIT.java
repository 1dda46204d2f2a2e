package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.junit.jupiter.api.Test;

/** An application that has the module on its class path and uses nothing of it. */
@PostgresServer
class UnusedIT {

    private static SessionFactory start(Node node, Map<String, Object> settings) {
        Configuration configuration = new Configuration();
        configuration.addAnnotatedClass(Folder.class);
        configuration.setProperty("jakarta.persistence.jdbc.url", node.jdbcUrl());
        configuration.setProperty("jakarta.persistence.jdbc.user", node.username());
        configuration.setProperty("jakarta.persistence.jdbc.password", node.password());
        configuration.setProperty("hibernate.hbm2ddl.auto", "create");
        configuration.getProperties().putAll(settings);
        return configuration.buildSessionFactory();
    }

    @Test
    void theFactoryIsAsHibernateMakesIt(Node node) {
        try (SessionFactory factory = start(node, Map.of())) {
            SessionFactoryImplementor implementor = factory.unwrap(SessionFactoryImplementor.class);
            assertThat(implementor.getSessionFactoryOptions().getStatementInspector())
                    .isNull();
            assertThat(listeners(implementor))
                    .isNotEmpty()
                    .allSatisfy(listener ->
                            assertThat(listener.getClass().getName()).doesNotStartWith("dev.nexs.associations"));
            assertThat(factory.getDefinedFetchProfileNames()).noneMatch(name -> name.contains("associations"));
            assertThat(implementor.getJdbcServices().getClass().getName())
                    .isEqualTo("org.hibernate.engine.jdbc.internal.JdbcServicesImpl");
        }
    }

    @SuppressWarnings("deprecation")
    private static List<Object> listeners(SessionFactoryImplementor factory) {
        List<Object> found = new ArrayList<>();
        EventType.values()
                .forEach(type -> factory.getEventListenerRegistry()
                        .getEventListenerGroup(type)
                        .listeners()
                        .forEach(found::add));
        return found;
    }

    @Test
    void theApplicationsInspectorIsItselfHoweverItIsGiven(Node node) {
        for (Object given : List.of(new Mine(), Mine.class, Mine.class.getName())) {
            try (SessionFactory factory = start(node, Map.of("hibernate.session_factory.statement_inspector", given))) {
                assertThat(factory.unwrap(SessionFactoryImplementor.class)
                                .getSessionFactoryOptions()
                                .getStatementInspector())
                        .as("given as %s", given)
                        .isInstanceOf(Mine.class);
            }
        }
    }

    @Test
    void guardsAreThereFromTheirFirstUse(Node node) {
        try (SessionFactory factory = start(node, Map.of())) {
            factory.inTransaction(session -> {
                Folder folder = new Folder();
                folder.id = 1L;
                session.persist(folder);
            });
            factory.inTransaction(session -> {
                Folder folder = session.find(Folder.class, 1L);
                assertThat(Guards.of(session).lazyLoading()).isEqualTo(LazyLoading.ALLOW);
                Guards.of(session).lazyLoading(LazyLoading.THROW);
                assertThatThrownBy(() -> folder.names.size()).isInstanceOf(StrictLoadingException.class);
            });
        }
    }

    @Entity(name = "UnusedFolder")
    static class Folder {
        @Id
        Long id;

        @ElementCollection
        Set<String> names = new HashSet<>();
    }

    public static final class Mine implements StatementInspector {
        @Override
        public String inspect(String sql) {
            return sql;
        }
    }
}
