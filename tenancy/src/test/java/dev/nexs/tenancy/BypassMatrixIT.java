package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;

/**
 * Every way in that Hibernate has, tried on another tenant's row: by a tenant on a pool of one connection, with an ordinary
 * role, under each strategy. What each cell says is published in the guide; a new version of Hibernate must not change one
 * unnoticed.
 */
@PostgresServer
class BypassMatrixIT {

    private static final String NOTHING = "nothing";
    private static final String REFUSED = "refused";
    private static final String OWN = "its own row";

    private static final String STATE = "select string_agg(r, ';' order by r) from (select 'c' || id || name r"
            + " from customer union all select 'p' || id || coalesce(item, '') from purchase union all"
            + " select 't' || tags from customer_tags) all_rows";

    private static final List<String> EMPTY =
            List.of("delete from customer_tags", "delete from purchase", "delete from customer");

    @Test
    void rowsOfSharedTables(Node node) {
        Map<String, Object> settings = settings(node, "row");
        settings.put("hibernate.hbm2ddl.auto", "create");
        try (SessionFactory factory = Fixture.factory(settings, Ways.Shared.Client.class, Ways.Shared.Order.class)) {
            provision(factory, "");
            function(node, node.database());
            Map<String, String> expected = expected(NOTHING);
            expected.put("HQL insert for another tenant", REFUSED);
            expected.put("update of the tenant's column", REFUSED);
            expected.put("COPY in", REFUSED);
            for (String write :
                    List.of("stateless insert", "stateless upsert", "merge", "insertMultiple", "upsertMultiple")) {
                expected.put(write, REFUSED); // the key is taken, and the row that has it is not seen
            }
            assertThat(cells(factory, Ways.ofSharedTables(), "(id, tenant_id, code, name)", true))
                    .containsExactlyInAnyOrderEntriesOf(expected);
        }
    }

    @Test
    void schemas(Node node) {
        tablesOfTheirOwn(settings(node, "schema"), "", node, List.of(node.database()));
    }

    @Test
    void schemasOnOneConnection(Node node) {
        Map<String, Object> settings = settings(node, "schema");
        settings.put("nexs.tenancy.connections", "shared");
        tablesOfTheirOwn(settings, "", node, List.of(node.database()));
    }

    @Test
    void schemasOfOneClusterAmongSeveral(Node node) {
        node.executeAsSuperuser("create database matrix owner " + node.username());
        Map<String, Object> settings = settings(node, "cluster");
        settings.put("nexs.tenancy.cluster.eu.url", url(node, "matrix"));
        tablesOfTheirOwn(settings, "eu", node, List.of("matrix"));
    }

    @Test
    void databases(Node node) {
        node.executeAsSuperuser("alter role " + node.username() + " createdb");
        tablesOfTheirOwn(settings(node, "database"), "", node, List.of("tenant_acme", "tenant_globex"));
    }

    private static Map<String, Object> settings(Node node, String strategy) {
        Map<String, Object> settings = Fixture.settings(node, strategy);
        settings.put("nexs.tenancy.registry-schema", "registry_of_" + strategy);
        settings.put("nexs.tenancy.tenant-max-connections", "1");
        settings.put("hibernate.cache.region.factory_class", "jcache");
        settings.put("hibernate.cache.use_query_cache", "true");
        settings.put("hibernate.generate_statistics", "true");
        settings.put("hibernate.javax.cache.missing_cache_strategy", "create");
        return settings;
    }

    private static String url(Node node, String database) {
        return "jdbc:postgresql://" + node.host() + ":" + node.port() + "/" + database;
    }

    private static void tablesOfTheirOwn(
            Map<String, Object> settings, String cluster, Node node, List<String> databases) {
        try (SessionFactory factory = Fixture.factory(settings, Ways.Own.Client.class, Ways.Own.Order.class)) {
            Tenancy tenancy = provision(factory, cluster);
            try {
                databases.forEach(database -> function(node, database));
                Map<String, String> expected = expected(NOTHING);
                for (String write :
                        List.of("stateless insert", "stateless upsert", "insertMultiple", "upsertMultiple", "merge")) {
                    expected.put(write, OWN);
                }
                expected.put("COPY in", OWN);
                assertThat(cells(factory, Ways.ofOwnTables(), "(id, code, name)", false))
                        .containsExactlyInAnyOrderEntriesOf(expected);
            } finally {
                for (String tenant : List.of("acme", "globex")) {
                    tenancy.drop(tenant, tenancy.drop(tenant));
                }
            }
        }
    }

    private static Tenancy provision(SessionFactory factory, String cluster) {
        Tenancy tenancy = Tenancy.of(factory);
        for (String tenant : List.of("acme", "globex")) {
            Tenant.Definition definition = Tenant.named(tenant);
            tenancy.provision(cluster.isEmpty() ? definition : definition.cluster(cluster));
        }
        return tenancy;
    }

    /** What reads a table as its caller finds it. */
    private static void function(Node node, String database) {
        try (Connection owner = DriverManager.getConnection(url(node, database), node.username(), node.password());
                Statement statement = owner.createStatement()) {
            statement.execute("set check_function_bodies = off");
            statement.execute("create or replace function public.name_of(bigint) returns varchar language sql as"
                    + " 'select name from customer where id = $1'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> cells(SessionFactory factory, Ways ways, String columns, boolean shared) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (Map.Entry<String, Function<SessionFactory, Object>> way :
                ways.all().entrySet()) {
            rows(factory, columns, shared);
            factory.getCache().evictAllRegions();
            String theirs = state(factory, "globex");
            String own = state(factory, "acme");
            String cell;
            try {
                Object seen = TenantContext.call("acme", () -> way.getValue().apply(factory));
                cell = seen == null
                                || seen instanceof List<?> list && list.stream().allMatch(Objects::isNull)
                        ? NOTHING
                        : "LEAKS";
            } catch (RuntimeException e) {
                cell = REFUSED;
            }
            if (!state(factory, "globex").equals(theirs)) {
                cell = "WRITES";
            } else if (!state(factory, "acme").equals(own)) {
                cell = OWN;
            }
            cells.put(way.getKey(), cell);
        }
        requireThatCachesWereAsked(factory.getStatistics());
        return cells;
    }

    /** Else the cells of caches would say nothing. */
    private static void requireThatCachesWereAsked(Statistics statistics) {
        assertThat(statistics.getSecondLevelCacheHitCount()).isPositive();
        assertThat(statistics.getNaturalIdCacheHitCount()).isPositive();
        assertThat(statistics.getQueryCacheHitCount()).isPositive();
    }

    private static void rows(SessionFactory factory, String columns, boolean shared) {
        for (String tenant : List.of("globex", "acme")) {
            execute(factory, tenant, EMPTY);
        }
        String acme = shared ? "'acme', " : "";
        String globex = shared ? "'globex', " : "";
        String purchase = "insert into purchase (id, " + (shared ? "tenant_id, " : "") + "item, customer_id) values ";
        String customer = "insert into customer " + columns + " values ";
        execute(
                factory,
                "acme",
                List.of(
                        customer + "(1, " + acme + "'mine', 'mine')",
                        "insert into customer_tags (customer_id, tags) values (1, 'mine')",
                        purchase + "(10, " + acme + "'mine', 1)"));
        execute(
                factory,
                "globex",
                List.of(
                        customer + "(2, " + globex + "'theirs', 'theirs')"
                                + (shared ? "" : ", (1, 'first', 'theirs too')"),
                        "insert into customer_tags (customer_id, tags) values (2, 'theirs')",
                        purchase + "(20, " + globex + "'theirs', 1)"));
    }

    private static void execute(SessionFactory factory, String tenant, List<String> statements) {
        TenantContext.run(
                tenant,
                () -> factory.inTransaction(session -> statements.forEach(
                        sql -> session.createNativeMutationQuery(sql).executeUpdate())));
    }

    /** As an administrator of that tenant, who sees all of its rows and no others. */
    private static String state(SessionFactory factory, String tenant) {
        return Tenancy.of(factory).adminOf(tenant, "compare", () -> {
            try (Session session = factory.openSession()) {
                return session.createNativeQuery(STATE, String.class).getSingleResult();
            }
        });
    }

    /** What is the same under every strategy. */
    private static Map<String, String> expected(String reading) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (String way : List.of(
                "find",
                "find with a lock",
                "findMultiple",
                "HQL",
                "HQL with a join",
                "criteria",
                "native SQL",
                "native SQL for entities",
                "one-to-many load",
                "collection of values",
                "filter disabled",
                "natural id",
                "doWork",
                "stored procedure",
                "COPY out",
                "stateless get",
                "stateless HQL",
                "second-level cache",
                "cache of natural ids",
                "query cache",
                "cache of collections",
                "bulk HQL update",
                "bulk HQL delete",
                "native update",
                "native delete",
                "JDBC batch")) {
            cells.put(way, reading);
        }
        for (String way : List.of(
                "reference, initialised",
                "refresh of a reference",
                "lock of a reference",
                "another's proxy, in one's own scope",
                "another's proxy, its session closed",
                "remove of a reference",
                "stateless update",
                "stateless delete")) {
            cells.put(way, REFUSED);
        }
        return cells;
    }
}
