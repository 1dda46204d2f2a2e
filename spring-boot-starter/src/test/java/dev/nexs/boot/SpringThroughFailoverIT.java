package dev.nexs.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

/** What Spring's own users of a {@code DataSource} keep, on the primary and through its death. */
@PostgresCluster(replicas = 1, synchronous = true)
class SpringThroughFailoverIT {

    @Test
    void migrationsSessionsJobsAndHealthOutliveThePrimary(Cluster cluster) {
        try (ConfigurableApplicationContext application = Application.start(
                cluster,
                "spring.flyway.enabled=true",
                "spring.jpa.hibernate.ddl-auto=none",
                "spring.session.jdbc.initialize-schema=always",
                "spring.batch.jdbc.initialize-schema=always",
                "spring.batch.job.enabled=false",
                "nexs.failover.probe-interval=100ms")) {
            Client client = Client.of(application);
            assertThat(application.getBean(Flyway.class).info().applied()).hasSize(1);
            assertThat(client.post("/notes", "kept", "text/plain").body()).isEqualTo("primary");
            String session = openSession(sessions(application));
            JobExecution before = job(application.getBean(JobRepository.class), "before");

            Node primary = cluster.primary();
            Node replica = cluster.replica(0);
            primary.kill();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var health = client.get("/actuator/health/db");
                assertThat(health.body()).contains("\"status\":\"NO_PRIMARY\"", replica.host() + ":" + replica.port());
                assertThat(health.statusCode())
                        .as("reads are served, so it stays in service")
                        .isEqualTo(200);
            });
            assertThat(client.get("/notes").body()).contains("kept");
            replica.promote();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> application
                            .getBean(NexsDataSource.class)
                            .cluster()
                            .primary()
                            .isPresent());
            assertThat(client.post("/notes", "after", "text/plain").body()).isEqualTo("primary");
            assertThat(sessions(application).findById(session).<String>getAttribute("name"))
                    .isEqualTo("Ada");
            assertThat(application.getBean(JobRepository.class).getJobExecution(before.getId()))
                    .isNotNull();
            assertThat(job(application.getBean(JobRepository.class), "after").getId())
                    .isGreaterThan(before.getId());
            assertThat(application.getBean(Flyway.class).migrate().migrationsExecuted)
                    .isZero();
            assertThat(application
                            .getBean(JdbcTemplate.class)
                            .queryForObject("select count(*) from note where text in ('kept', 'after')", Integer.class))
                    .isEqualTo(2);

            replica.kill();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var health = client.get("/actuator/health/db");
                assertThat(health.body()).contains("\"status\":\"DOWN\"");
                assertThat(health.statusCode()).isEqualTo(503);
            });
        }
    }

    @SuppressWarnings("unchecked")
    private static FindByIndexNameSessionRepository<Session> sessions(ConfigurableApplicationContext application) {
        return application.getBean(FindByIndexNameSessionRepository.class);
    }

    private static String openSession(FindByIndexNameSessionRepository<Session> sessions) {
        Session session = sessions.createSession();
        session.setAttribute("name", "Ada");
        sessions.save(session);
        return session.getId();
    }

    private static JobExecution job(JobRepository jobs, String name) {
        return jobs.createJobExecution(
                jobs.createJobInstance(name, new JobParameters()),
                new JobParameters(),
                new org.springframework.batch.infrastructure.item.ExecutionContext());
    }
}
