package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.AfterCommitException;
import dev.nexs.orm.Transactions;
import dev.nexs.tenancy.Shop.Article;
import dev.nexs.tenancy.Shop.Offer;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

@PostgresServer
class MoveIT {

    private static final int MOVES = Integer.getInteger("nexs.test.moves", 10);

    private static List<String> names(Transactions tx, String tenant) {
        return TenantContext.call(
                tenant,
                () -> tx.read(
                        session -> session.createSelectionQuery("select name from Article order by id", String.class)
                                .getResultList()));
    }

    private static void write(Transactions tx, String tenant, String name) {
        TenantContext.run(
                tenant,
                () -> tx.run(session -> {
                    Article article = new Article(name);
                    session.persist(article);
                    session.persist(new Offer(article, 7));
                }));
    }

    private static CompletableFuture<Void> writeUntil(AtomicBoolean end, Transactions tx, AtomicInteger written) {
        return CompletableFuture.runAsync(() -> {
            while (!end.get()) {
                try {
                    write(tx, "acme", "a" + written.get());
                    written.incrementAndGet();
                } catch (RuntimeException e) {
                    // refused before it begins, or without the right to write if it was under way
                    assertThat(e).isNotInstanceOf(AfterCommitException.class);
                    assertThat(String.valueOf(e) + e.getCause()).containsAnyOf("'acme'", "permission denied");
                    Thread.onSpinWait();
                }
            }
        });
    }

    @Test
    void aTenantMovesToAnotherClusterWhileItIsAtWorkAndLosesNothing(Node node) {
        node.executeAsSuperuser("create database eu owner " + node.username());
        Map<String, Object> settings = Fixture.settings(node, "cluster");
        settings.put("nexs.pool.maximum-size", "5");
        settings.put("nexs.tenancy.cluster.eu.url", "jdbc:postgresql://" + node.host() + ":" + node.port() + "/eu");
        try (SessionFactory factory = Fixture.factory(settings, Article.class, Offer.class)) {
            Tenancy tenancy = Tenancy.of(factory);
            Transactions tx = Transactions.of(factory);
            tenancy.provision(Tenant.named("acme"));
            AtomicInteger written = new AtomicInteger();
            AtomicBoolean end = new AtomicBoolean();
            CompletableFuture<Void> writer = writeUntil(end, tx, written);
            MoveReport report = tenancy.move("acme", target -> target.cluster("eu"));
            end.set(true);
            writer.join();
            assertThat(report.tenant().place().cluster()).isEqualTo("eu");
            assertThat(names(tx, "acme")).hasSize(written.get());
            write(tx, "acme", "there");
            assertThat(names(tx, "acme")).hasSize(written.get() + 1).contains("there");
            List<String> left = Fixture.query(node, "select nspname from pg_namespace where nspname like 'tenant%'");
            assertThat(left).isEmpty();
            assertThatThrownBy(() -> tenancy.move("acme", target -> target.cluster("eu")))
                    .hasMessageContaining("already");
            assertThatThrownBy(() -> tenancy.move("acme", target -> target.cluster("mars")))
                    .hasMessageContaining("There is no cluster 'mars'; there are [eu]");
            tenancy.move("acme", target -> target.dropSource());
            assertThat(names(tx, "acme")).hasSize(written.get() + 1);
        }
    }

    /** A unit whose COMMIT was answered just before its tenant began to move is told so. */
    @Test
    void whatCallersAreToldIsTrueWhileTheirTenantMovesToAndFro(Node node) {
        Map<String, Object> settings = Fixture.settings(node, "cluster");
        settings.put("nexs.tenancy.registry-schema", "of_moves");
        for (String cluster : List.of("north", "south")) {
            node.executeAsSuperuser("create database " + cluster + " owner " + node.username());
            settings.put(
                    "nexs.tenancy.cluster." + cluster + ".url",
                    "jdbc:postgresql://" + node.host() + ":" + node.port() + "/" + cluster);
        }
        try (SessionFactory factory = Fixture.factory(settings, Article.class, Offer.class)) {
            Tenancy tenancy = Tenancy.of(factory);
            Transactions tx = Transactions.of(factory);
            tenancy.provision(Tenant.named("acme").cluster("north"));
            AtomicInteger written = new AtomicInteger();
            AtomicBoolean end = new AtomicBoolean();
            CompletableFuture<Void> writer = writeUntil(end, tx, written);
            for (int i = 0; i < MOVES; i++) {
                String next = i % 2 == 0 ? "south" : "north";
                tenancy.move("acme", target -> target.cluster(next).dropSource());
            }
            end.set(true);
            writer.join();
            assertThat(names(tx, "acme")).hasSize(written.get());
        }
    }

    @Test
    void eachTenantHasADatabaseOfItsOwn(Node node) {
        node.executeAsSuperuser("alter role " + node.username() + " createdb");
        Map<String, Object> settings = Fixture.settings(node, "database");
        settings.put("nexs.tenancy.registry-schema", "of_databases");
        try (SessionFactory factory = Fixture.factory(settings, Article.class, Offer.class)) {
            Tenancy tenancy = Tenancy.of(factory);
            Transactions tx = Transactions.of(factory);
            for (String tenant : List.of("initech", "globex")) {
                tenancy.provision(Tenant.named(tenant));
                write(tx, tenant, tenant + "'s");
            }
            assertThat(names(tx, "initech")).containsExactly("initech's");
            assertThat(names(tx, "globex")).containsExactly("globex's");
            for (String tenant : List.of("initech", "globex")) {
                tenancy.drop(tenant, tenancy.drop(tenant));
            }
            assertThat(Fixture.query(
                            node,
                            "select datname from pg_database where datname in ('tenant_initech', 'tenant_globex')"))
                    .isEmpty();
        }
    }
}
