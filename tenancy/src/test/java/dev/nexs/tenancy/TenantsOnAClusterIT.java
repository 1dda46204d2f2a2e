package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.CommitCut;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas, tokens and the outcome of commits: under each strategy what units of work promise holds for every tenant. */
@PostgresCluster(replicas = 1)
class TenantsOnAClusterIT {

    private static Map<String, Object> settings(Cluster cluster, String strategy, String url) {
        Node primary = cluster.primary();
        primary.executeAsSuperuser("alter role " + primary.username() + " createdb");
        Map<String, Object> settings = Fixture.settings(primary, strategy);
        settings.put("nexs.url", url);
        settings.put("nexs.pool.maximum-size", "3");
        settings.put("nexs.tenancy.registry-schema", "registry_of_" + strategy);
        settings.put("nexs.tenancy.name-prefix", strategy + "_");
        if (strategy.equals("row")) {
            settings.put("hibernate.hbm2ddl.auto", "create");
        }
        if (strategy.equals("cluster")) {
            settings.put("nexs.tenancy.cluster.eu.url", url);
        }
        return settings;
    }

    private static SessionFactory factory(Map<String, Object> settings, String strategy) {
        return strategy.equals("row")
                ? Fixture.factory(settings, Rows.Customer.class, Rows.Purchase.class)
                : Fixture.factory(settings, Shop.Article.class, Shop.Offer.class);
    }

    private static Tenancy provision(SessionFactory factory, String strategy) {
        Tenancy tenancy = Tenancy.of(factory);
        for (String tenant : List.of("acme", "globex")) {
            Tenant.Definition definition = Tenant.named(tenant);
            tenancy.provision(strategy.equals("cluster") ? definition.cluster("eu") : definition);
        }
        return tenancy;
    }

    private static void end(Tenancy tenancy) {
        for (String tenant : List.of("acme", "globex")) {
            tenancy.drop(tenant, tenancy.drop(tenant));
        }
    }

    private static Object row(String strategy, long id, String name) {
        return strategy.equals("row") ? new Rows.Customer(id, name) : new Shop.Article(name);
    }

    /** What a unit sees, and whether on a replica. */
    private record Seen(List<String> names, boolean onReplica) {
        static Seen by(Session session, String strategy) {
            String entity = strategy.equals("row") ? "Customer" : "Article";
            return new Seen(
                    session.createSelectionQuery("select name from " + entity + " order by id", String.class)
                            .getResultList(),
                    session.createNativeQuery("select pg_is_in_recovery()", Boolean.class)
                            .getSingleResult());
        }
    }

    private static void write(Transactions tx, String tenant, Object row) {
        TenantContext.run(tenant, () -> tx.run(session -> session.persist(row)));
    }

    private static Seen read(Transactions tx, String tenant, String strategy) {
        return TenantContext.call(tenant, () -> tx.read(session -> Seen.by(session, strategy)));
    }

    private static void awaitReplica(Tenancy tenancy, String tenant) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> tenancy.core().cluster(tenant).cluster().nodes().stream()
                        .map(NodeSnapshot::role)
                        .toList()
                        .containsAll(List.of(NodeRole.PRIMARY, NodeRole.REPLICA)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"row", "schema", "database", "cluster"})
    void aTenantReadsFromReplicasAndWhatItHasWrittenAlways(String strategy, Cluster cluster) {
        Map<String, Object> settings = settings(cluster, strategy, cluster.jdbcUrl());
        try (SessionFactory factory = factory(settings, strategy)) {
            Tenancy tenancy = provision(factory, strategy);
            Transactions tx = Transactions.of(factory);
            settings.put("hibernate.hbm2ddl.auto", "none");
            try (SessionFactory elsewhere = factory(settings, strategy)) {
                Transactions others = Transactions.of(elsewhere);
                write(tx, "acme", row(strategy, 1, "first"));
                write(tx, "globex", row(strategy, 2, "theirs"));
                cluster.awaitReplication(Duration.ofSeconds(30));
                awaitReplica(tenancy, "acme");
                awaitReplica(Tenancy.of(elsewhere), "acme");
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    assertThat(read(tx, "acme", strategy)).isEqualTo(new Seen(List.of("first"), true));
                    assertThat(read(others, "acme", strategy)).isEqualTo(new Seen(List.of("first"), true));
                });
                Seen bySession = TenantContext.call("acme", () -> {
                    try (Session session = factory.withOptions().readOnly(true).openSession()) {
                        return Seen.by(session, strategy);
                    }
                });
                assertThat(bySession).isEqualTo(new Seen(List.of("first"), true));

                cluster.replica(0).pauseReplay();
                try {
                    write(tx, "acme", row(strategy, 3, "second"));
                    ConsistencyToken token = TenantContext.call("acme", tx::token);
                    assertThat(read(tx, "acme", strategy)).isEqualTo(new Seen(List.of("first", "second"), false));
                    assertThat(read(others, "acme", strategy).names()).containsExactly("first");
                    assertThat(read(others.withToken(token), "acme", strategy))
                            .isEqualTo(new Seen(List.of("first", "second"), false));
                    assertThat(read(others, "globex", strategy).names()).containsExactly("theirs");
                } finally {
                    cluster.replica(0).resumeReplay();
                }
            }
            end(tenancy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"row", "schema", "database", "cluster"})
    void anAnswerToCommitThatIsLostIsLookedUpWhereTheTenantIs(String strategy, Cluster cluster) {
        Map<String, Object> settings = settings(cluster, strategy, cluster.proxiedJdbcUrl());
        try (SessionFactory factory = factory(settings, strategy)) {
            Tenancy tenancy = provision(factory, strategy);
            Transactions tx = Transactions.of(factory);
            write(tx, "acme", row(strategy, 1, "first"));
            AtomicInteger attempts = new AtomicInteger();
            CommitCut cut = cluster.primary().proxy().cutAfterCommitSent();
            TenantContext.run(
                    "acme",
                    () -> tx.run(
                            o -> o.commitResolution(CommitResolution.XID),
                            session -> session.persist(
                                    row(strategy, 1 + attempts.incrementAndGet(), "attempt " + attempts.get()))));
            assertThat(cut.happened()).isTrue();
            assertThat(attempts).hasValue(1);
            List<String> names = TenantContext.call(
                    "acme", () -> tx.write(session -> Seen.by(session, strategy).names()));
            assertThat(names).containsExactly("first", "attempt 1");
            end(tenancy);
        }
    }
}
