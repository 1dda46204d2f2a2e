package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The two beans of docs/datasource.md, as a plain JDBC application uses them. */
@PostgresCluster(replicas = 1)
class SpringBeansIT {

    private static Cluster servers;

    @Configuration
    static class Application {

        @Bean
        NexsDataSource cluster() {
            return NexsDataSource.builder()
                    .url(servers.jdbcUrl())
                    .username(servers.username())
                    .password(servers.password())
                    .build();
        }

        @Bean
        @Primary
        DataSource dataSource(NexsDataSource cluster) {
            return cluster.routing();
        }
    }

    @Test
    void readOnlyTransactionsReadFromTheReplicaAndTheContextClosesTheDatasource(Cluster cluster) {
        servers = cluster;
        NexsDataSource closed;
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class)) {
            NexsDataSource source = context.getBean(NexsDataSource.class);
            closed = source;
            await().until(() -> source.cluster().nodes().stream()
                    .allMatch(node -> node.role() == NodeRole.PRIMARY || node.role() == NodeRole.REPLICA));
            DataSource routed = context.getBean(DataSource.class);
            JdbcTransactionManager manager = new JdbcTransactionManager(routed);
            JdbcTemplate jdbc = new JdbcTemplate(routed);
            TransactionTemplate reading = new TransactionTemplate(manager);
            reading.setReadOnly(true);

            assertThat(isOnReplica(new TransactionTemplate(manager), jdbc)).isFalse();
            assertThat(isOnReplica(reading, jdbc)).isTrue();
            assertThat(isOnReplica(new TransactionTemplate(manager), jdbc)).isFalse();
        }
        assertThatThrownBy(closed::getConnection).hasMessageContaining("the datasource is closed");
    }

    private static boolean isOnReplica(TransactionTemplate transaction, JdbcTemplate jdbc) {
        return Boolean.TRUE.equals(
                transaction.execute(status -> jdbc.queryForObject("select pg_is_in_recovery()", Boolean.class)));
    }
}
