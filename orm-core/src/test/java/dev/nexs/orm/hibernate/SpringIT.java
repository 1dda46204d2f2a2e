package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** The real spring-orm over a primary and a replica, in the three ways in which it can be wired. */
@PostgresCluster(replicas = 1)
class SpringIT {

    @BeforeAll
    static void createTable(Cluster cluster) {
        cluster.primary().execute("create table Product (id bigint primary key, name text)");
    }

    @ParameterizedTest
    @EnumSource(Wiring.class)
    void aReadOnlyTransactionReadsFromTheReplicaAndAnyOtherWritesToThePrimary(Wiring wiring, Cluster cluster) {
        try (NexsDataSource source = open(cluster);
                AnnotationConfigApplicationContext context = start(cluster, source, wiring)) {
            Shop shop = context.getBean(Shop.class);
            awaitRoles(wiring == Wiring.BY_URL ? ofItsOwn(context) : source);
            long id = 100L + wiring.ordinal();

            assertThat(shop.writesOnReplica()).isFalse();
            assertThat(shop.readsOnReplica()).isTrue();
            shop.add(id);
            await().untilAsserted(() -> assertThat(shop.name(id)).isEqualTo("bought"));
            assertThatThrownBy(() -> shop.addAndFail(id + 50)).hasMessage("changed my mind");
            assertThat(shop.isThereOnThePrimary(id + 50)).isFalse();
            assertThat(shop.writesOnReplica()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Wiring.class)
    void insideAScopeAReadOnlyTransactionShowsWhatWasWrittenBefore(Wiring wiring, Cluster cluster) {
        try (NexsDataSource source = open(cluster);
                AnnotationConfigApplicationContext context = start(cluster, source, wiring)) {
            Shop shop = context.getBean(Shop.class);
            awaitRoles(wiring == Wiring.BY_URL ? ofItsOwn(context) : source);
            long id = 200L + wiring.ordinal();
            cluster.replica(0).pauseReplay();
            ConsistencyToken token;
            try (ConsistencyScope scope = ConsistencyScope.open()) {
                shop.add(id);
                assertThat(shop.name(id)).isEqualTo("bought");
                token = scope.token().orElseThrow();
            }
            assertThat(shop.name(id)).as("without a scope").isEqualTo("not there");
            try (ConsistencyScope ignored = ConsistencyScope.open(token)) {
                assertThat(shop.name(id)).isEqualTo("bought");
            }
        } finally {
            cluster.replica(0).resumeReplay();
        }
    }

    private static NexsDataSource open(Cluster cluster) {
        return NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .pool(p -> p.maximumSize(4))
                .build();
    }

    private static AnnotationConfigApplicationContext start(Cluster cluster, NexsDataSource source, Wiring wiring) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(JpaProperties.class, () -> new JpaProperties(wiring.properties(cluster, source)));
        if (wiring == Wiring.ROUTING_DATASOURCE) {
            context.registerBean("dataSource", DataSource.class, source::routing);
        }
        context.register(Application.class);
        context.refresh();
        return context;
    }

    private static NexsDataSource ofItsOwn(AnnotationConfigApplicationContext context) {
        return context.getBean(EntityManagerFactory.class)
                .unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .requireService(ConnectionProvider.class)
                .unwrap(NexsDataSource.class);
    }

    private static void awaitRoles(NexsDataSource source) {
        await().until(() -> source.cluster().nodes().stream()
                .map(node -> node.role())
                .toList()
                .containsAll(List.of(NodeRole.PRIMARY, NodeRole.REPLICA)));
    }

    enum Wiring {
        BY_URL {
            @Override
            Map<String, Object> properties(Cluster cluster, NexsDataSource source) {
                return Map.of(
                        "nexs.url", cluster.jdbcUrl(),
                        "nexs.username", cluster.username(),
                        "nexs.password", cluster.password());
            }
        },
        SHARED_DATASOURCE {
            @Override
            Map<String, Object> properties(Cluster cluster, NexsDataSource source) {
                return Map.of("nexs.datasource", source);
            }
        },
        ROUTING_DATASOURCE {
            @Override
            Map<String, Object> properties(Cluster cluster, NexsDataSource source) {
                return Map.of();
            }
        };

        abstract Map<String, Object> properties(Cluster cluster, NexsDataSource source);
    }

    record JpaProperties(Map<String, Object> values) {}

    @Configuration
    @EnableTransactionManagement
    static class Application {

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(
                JpaProperties properties, Optional<DataSource> dataSource) {
            LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
            factory.setPersistenceUnitName("spring");
            factory.setPackagesToScan("dev.nexs.orm.hibernate");
            factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
            factory.setJpaPropertyMap(properties.values());
            dataSource.ifPresent(factory::setDataSource);
            return factory;
        }

        @Bean
        JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }

        @Bean
        Shop shop() {
            return new Shop();
        }
    }

    static class Shop {

        @PersistenceContext
        EntityManager em;

        @Transactional
        public void add(long id) {
            em.persist(new Product(id, "bought"));
        }

        @Transactional
        public void addAndFail(long id) {
            add(id);
            em.flush();
            throw new IllegalStateException("changed my mind");
        }

        @Transactional
        public boolean isThereOnThePrimary(long id) {
            return em.find(Product.class, id) != null;
        }

        @Transactional(readOnly = true)
        public String name(long id) {
            Product found = em.find(Product.class, id);
            return found == null ? "not there" : found.name;
        }

        @Transactional
        public boolean writesOnReplica() {
            return inRecovery();
        }

        @Transactional(readOnly = true)
        public boolean readsOnReplica() {
            return inRecovery();
        }

        private boolean inRecovery() {
            return (Boolean) em.createNativeQuery("select pg_is_in_recovery()").getSingleResult();
        }
    }
}
