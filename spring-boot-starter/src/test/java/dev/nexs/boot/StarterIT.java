package dev.nexs.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.boot.notes.Note;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

@PostgresCluster(replicas = 1)
class StarterIT {

    private static final String SECRET = "nexs.transactions.token-secret=0123456789abcdef0123456789abcdef";

    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start(Cluster cluster) {
        application = Application.start(
                cluster,
                SECRET,
                "nexs.web.secure=false",
                "nexs.transactions.replica-wait=50ms",
                "spring.datasource.hikari.maximum-pool-size=3",
                "spring.datasource.hikari.minimumIdle=1");
        awaitReplica();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void aUrlAloneSendsReadOnlyTransactionsToAReplicaAndOthersToThePrimary(Cluster cluster) {
        Client client = Client.of(application);
        assertThat(client.post("/notes", "first", "text/plain").body()).isEqualTo("primary");
        assertThat(client.get("/reader").body()).isEqualTo("replica");
    }

    @Test
    void aBrowserReadsItsOwnWritesFromWhicheverNodeShowsThem(Cluster cluster) {
        Client browser = Client.of(application);
        cluster.replica(0).pauseReplay();
        try {
            browser.post("/notes", "mine", "text/plain");
            assertThat(browser.get("/notes").body()).contains("mine");
            assertThat(Client.of(application).get("/notes").body())
                    .as("somebody else reads from the replica, as before")
                    .doesNotContain("mine");
        } finally {
            cluster.replica(0).resumeReplay();
        }
    }

    @Test
    void aTokenThatWasChangedCountsAsNone(Cluster cluster) {
        try (ConfigurableApplicationContext header =
                Application.start(cluster, SECRET, "nexs.web.carrier=header", "nexs.web.name=X-Seen")) {
            Client client = Client.of(header);
            String token = client.post("/notes", "again", "text/plain")
                    .headers()
                    .firstValue("X-Seen")
                    .orElseThrow();
            assertThat(header.getBean(NexsDataSource.class).tokenCodec().decode(token))
                    .isNotNull();
            assertThat(client.get("/notes").statusCode()).isEqualTo(200);
            assertThat(client.getWith("/notes", "X-Seen", token + "x").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theEndpointShowsNodesAndDrainsThem(Cluster cluster) {
        Client client = Client.of(application);
        String replica = cluster.replica(0).host() + ":" + cluster.replica(0).port();
        assertThat(client.get("/actuator/nexs").body()).contains(replica, "\"role\":\"PRIMARY\"", "PrimaryElected");
        assertThat(client.get("/actuator/nexs/doctor").body()).contains("server.durability", "\"findings\"");
        assertThat(client.get("/actuator/nexs/nurse").statusCode()).isEqualTo(400);
        client.post("/actuator/nexs/" + replica, "{\"action\":\"drain\"}", "application/json");
        assertThat(client.get("/reader").body()).isEqualTo("primary");
        client.post("/actuator/nexs/" + replica, "{\"action\":\"resume\"}", "application/json");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> client.get("/reader").body().equals("replica"));
        assertThat(client.post("/actuator/nexs/" + replica, "{\"action\":\"kill\"}", "application/json")
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.get("/actuator/health").body()).contains("\"status\":\"UP\"", replica);
    }

    @Test
    void whatHikariWasToldIsToldToEachNodesPool(Cluster cluster) {
        NexsDataSource source = application.getBean(NexsDataSource.class);
        assertThat(source.cluster().primary().orElseThrow().pool())
                .satisfies(pool -> assertThat(pool.maximum()).isEqualTo(3));
    }

    @Test
    void unitsOfWorkAreABean(Cluster cluster) {
        Transactions units = application.getBean(Transactions.class);
        units.write(session -> {
            session.persist(new Note("by a unit"));
            return null;
        });
        Long found = units.read(session -> session.createSelectionQuery(
                        "select count(*) from Note n where n.text = 'by a unit'", Long.class)
                .getSingleResult());
        assertThat(found)
                .as("a read unit sees what the unit before has written, wherever it reads")
                .isEqualTo(1);
    }

    @Test
    void jdbcTemplateWritesToThePrimary(Cluster cluster) {
        JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
        jdbc.execute("create table if not exists plain (id int)");
        assertThat(jdbc.update("insert into plain values (1)")).isEqualTo(1);
        assertThat(application.getBeansOfType(DataSource.class))
                .as("the one that is injected, and the cluster")
                .hasSize(2);
    }

    private static void awaitReplica() {
        NexsDataSource source = application.getBean(NexsDataSource.class);
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
            try (var connection = source.getConnection(ReadPreference.SECONDARY)) {
                return connection.isValid(1);
            }
        });
    }
}
