package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions within transactions, over pools of one connection per node. */
@PostgresCluster(replicas = 1)
class SpringNestingIT {

    private static NexsDataSource source;
    private static LocalContainerEntityManagerFactoryBean bean;
    private static EntityManager em;
    private static JpaTransactionManager manager;

    @BeforeAll
    static void open(Cluster cluster) {
        source = NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .pool(p -> p.maximumSize(1).connectionTimeout(java.time.Duration.ofMillis(700)))
                .build();
        await().until(() -> source.cluster().nodes().stream()
                .map(node -> node.role())
                .toList()
                .containsAll(List.of(NodeRole.PRIMARY, NodeRole.REPLICA)));
        bean = new LocalContainerEntityManagerFactoryBean();
        bean.setPersistenceUnitName("nesting");
        bean.setPackagesToScan("dev.nexs.orm.hibernate");
        bean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        bean.setDataSource(source.routing());
        bean.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create"));
        bean.afterPropertiesSet();
        EntityManagerFactory factory = bean.getObject();
        manager = new JpaTransactionManager(factory);
        em = SharedEntityManagerCreator.createSharedEntityManager(factory);
    }

    @AfterAll
    static void close() {
        bean.destroy();
        source.close();
    }

    private static TransactionTemplate transaction(boolean readOnly, int propagation) {
        TransactionTemplate template = new TransactionTemplate(manager);
        template.setReadOnly(readOnly);
        template.setPropagationBehavior(propagation);
        return template;
    }

    private static TransactionTemplate writing() {
        return transaction(false, TransactionDefinition.PROPAGATION_REQUIRED);
    }

    private static TransactionTemplate reading() {
        return transaction(true, TransactionDefinition.PROPAGATION_REQUIRED);
    }

    private static boolean isOnReplica(TransactionTemplate transaction) {
        return Boolean.TRUE.equals(transaction.execute(status -> onReplica()));
    }

    private static boolean onReplica() {
        return (Boolean) em.createNativeQuery("select pg_is_in_recovery()").getSingleResult();
    }

    @Test
    void tablesWereMadeThroughTheRoutedDatasource(Cluster cluster) {
        cluster.primary().execute("select count(*) from Product");
    }

    @Test
    void aReadingPartOfAWritingTransactionSeesItsWritesOnThePrimary() {
        writing().executeWithoutResult(outer -> {
            em.persist(new Product(1L, "unseen elsewhere"));
            em.flush();
            reading().executeWithoutResult(inner -> {
                assertThat(onReplica()).isFalse();
                assertThat(em.find(Product.class, 1L)).isNotNull();
            });
            em.persist(new Product(2L, "still writable"));
        });
        assertThat((Long) writing()
                        .execute(status -> em.createQuery("select count(*) from Product where id in (1, 2)", Long.class)
                                .getSingleResult()))
                .isEqualTo(2);
    }

    @Test
    void aWritingPartOfAReadingTransactionIsRefusedAndDisturbsNobodyAfterwards() {
        assertThatThrownBy(() -> reading()
                        .executeWithoutResult(outer -> writing().executeWithoutResult(inner -> {
                            assertThat(onReplica()).isTrue();
                            em.createNativeQuery("insert into Product (id, name) values (3, 'refused')")
                                    .executeUpdate();
                        })))
                .hasMessageContaining("cannot execute INSERT in a read-only transaction");
        assertThat(isOnReplica(reading())).isTrue();
        writing().executeWithoutResult(status -> {
            assertThat(onReplica()).isFalse();
            assertThat(em.find(Product.class, 3L)).isNull();
        });
    }

    @Test
    void aNewReadingTransactionInsideAWritingOneHasTheReplicasConnection() {
        writing().executeWithoutResult(outer -> {
            assertThat(onReplica()).isFalse();
            transaction(true, TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                    .executeWithoutResult(inner -> assertThat(onReplica()).isTrue());
            assertThat(onReplica()).isFalse();
        });
    }

    @Test
    void aSecondWritingTransactionThatNeedsAConnectionMoreThanThePoolHasIsToldSo() {
        writing().executeWithoutResult(outer -> {
            assertThat(onReplica()).isFalse();
            assertThatThrownBy(() -> transaction(false, TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                            .executeWithoutResult(inner -> onReplica()))
                    .hasStackTraceContaining("all are in use")
                    .hasStackTraceContaining("nexs.pool.maximum-size");
            assertThat(onReplica()).isFalse();
        });
    }

    @Test
    void readOnlyDoesNotStickToAConnection() {
        for (int i = 0; i < 3; i++) {
            assertThat(isOnReplica(reading())).isTrue();
            assertThat(isOnReplica(writing())).isFalse();
            long id = 10 + i;
            writing().executeWithoutResult(status -> em.persist(new Product(id, "written")));
        }
    }
}
