package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.LockModeType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Every way in that Hibernate has, tried on another tenant's row: by a tenant on a pool of one connection, with an ordinary
 * role. What each cell says is published in the guide; a new version of Hibernate must not change one unnoticed.
 */
@PostgresServer
class BypassMatrixIT {

    private static final long MINE = 1;
    private static final long THEIRS = 2;

    /** One way in: what it shows of the other tenant's row, or does to it. */
    private final Map<String, Function<SessionFactory, Object>> ways = new LinkedHashMap<>();

    BypassMatrixIT() {
        reading("find", session -> session.find(Rows.Customer.class, THEIRS));
        reading(
                "find with a lock",
                session -> session.find(Rows.Customer.class, THEIRS, LockModeType.PESSIMISTIC_WRITE));
        reading("HQL", session -> one(session, "from Customer where id = 2"));
        reading("criteria", session -> {
            var query = session.getCriteriaBuilder().createQuery(Rows.Customer.class);
            query.where(session.getCriteriaBuilder()
                    .equal(query.from(Rows.Customer.class).get("id"), THEIRS));
            return session.createSelectionQuery(query).getResultList();
        });
        reading(
                "native SQL",
                session -> session.createNativeQuery("select name from customer where id = 2", String.class)
                        .getResultList());
        reading("one-to-many load", session -> {
            Rows.Customer mine = session.find(Rows.Customer.class, MINE);
            return mine.purchases.stream().filter(purchase -> purchase.id == 20).toList();
        });
        reading("filter disabled", session -> {
            session.disableFilter("_tenantId");
            return session.createNativeQuery("select name from customer where id = 2", String.class)
                    .getResultList();
        });
        reading("reference, initialised", session -> {
            try {
                return session.getReference(Rows.Customer.class, THEIRS).name;
            } catch (jakarta.persistence.EntityNotFoundException | org.hibernate.ObjectNotFoundException e) {
                return null;
            }
        });
        reading(
                "collection of values",
                session -> session.createNativeQuery(
                                "select tags from Customer_tags where tags = 'theirs'", String.class)
                        .getResultList());
        reading(
                "doWork",
                session -> session.doReturningWork(connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement("select name from customer where id = ?")) {
                        statement.setLong(1, THEIRS);
                        var rows = statement.executeQuery();
                        return rows.next() ? rows.getString(1) : null;
                    }
                }));
        reading(
                "stored procedure",
                session -> session.doReturningWork(connection -> {
                    try (CallableStatement call = connection.prepareCall("{? = call name_of(2)}")) {
                        call.registerOutParameter(1, java.sql.Types.VARCHAR);
                        call.execute();
                        return call.getString(1);
                    }
                }));
        reading(
                "COPY out",
                session -> session.doReturningWork(connection -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    try {
                        connection
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyOut("copy (select name from customer where id = 2) to stdout", out);
                    } catch (java.io.IOException e) {
                        throw new AssertionError(e);
                    }
                    return out.size() == 0 ? null : out.toString(StandardCharsets.UTF_8);
                }));
        stateless("stateless get", session -> session.get(Rows.Customer.class, THEIRS));
        writing("merge", session -> session.merge(new Rows.Customer(THEIRS, "stolen")));
        writing("remove a reference", session -> session.remove(session.getReference(Rows.Customer.class, THEIRS)));
        writing(
                "bulk HQL update",
                session -> session.createMutationQuery("update Customer set name = 'stolen' where id = 2")
                        .executeUpdate());
        writing(
                "bulk HQL delete",
                session -> session.createMutationQuery("delete Purchase where id = 20")
                        .executeUpdate());
        writing(
                "native update",
                session -> session.createNativeMutationQuery("update customer set name = 'stolen' where id = 2")
                        .executeUpdate());
        writing(
                "HQL insert for another tenant",
                session -> session.createMutationQuery(
                                "insert into Customer (id, tenant, name) values (3, 'globex', 'planted')")
                        .executeUpdate());
        writing(
                "HQL update of the tenant",
                session -> session.createNativeMutationQuery("update customer set tenant_id = 'globex' where id = 1")
                        .executeUpdate());
        writing(
                "COPY in",
                session -> session.doWork(connection -> {
                    try {
                        connection
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyIn(
                                        "copy customer (id, tenant_id, name) from stdin",
                                        new ByteArrayInputStream(
                                                "3\tglobex\tplanted\n".getBytes(StandardCharsets.UTF_8)));
                    } catch (java.io.IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        writingStateless("stateless update", session -> session.update(new Rows.Customer(THEIRS, "stolen")));
        writingStateless("stateless delete", session -> session.delete(new Rows.Customer(THEIRS, "x")));
        writingStateless("stateless upsert", session -> session.upsert(new Rows.Customer(THEIRS, "stolen")));
        writingStateless(
                "insertMultiple", session -> session.insertMultiple(List.of(new Rows.Customer(THEIRS, "stolen"))));
    }

    private static Object one(Session session, String hql) {
        return session.createSelectionQuery(hql, Rows.Customer.class).getResultList();
    }

    private void reading(String name, Function<Session, Object> way) {
        ways.put(name, factory -> factory.fromTransaction(way));
    }

    private void stateless(String name, Function<StatelessSession, Object> way) {
        ways.put(name, factory -> factory.fromStatelessTransaction(way));
    }

    private interface Writing<S> {
        void on(S session);
    }

    private void writing(String name, Writing<Session> way) {
        ways.put(name, factory -> {
            factory.inTransaction(way::on);
            return null;
        });
    }

    private void writingStateless(String name, Writing<StatelessSession> way) {
        ways.put(name, factory -> {
            factory.inStatelessTransaction(way::on);
            return null;
        });
    }

    private static String seen(Object result) {
        if (result == null || result instanceof List<?> list && list.isEmpty()) {
            return "nothing";
        }
        return "LEAKS";
    }

    private static final String STATE =
            "select string_agg(r, ';' order by r) from (select 'c' || id || tenant_id || name r"
                    + " from customer union all select 'p' || id || tenant_id || coalesce(item, '') from purchase union all"
                    + " select 't' || tags from customer_tags) all_rows";

    @Test
    void noWayInShowsOrTouchesAnotherTenantsRow(Node node) throws Exception {
        Map<String, Object> settings = Fixture.settings(node, "row");
        settings.put("hibernate.hbm2ddl.auto", "create");
        Map<String, String> cells = new LinkedHashMap<>();
        try (SessionFactory factory = Fixture.factory(settings, Rows.Customer.class, Rows.Purchase.class)) {
            Tenancy tenancy = Tenancy.of(factory);
            node.execute(
                    "create function name_of(bigint) returns varchar language sql as 'select name from customer where id = $1'");
            tenancy.provision(Tenant.named("acme"));
            tenancy.provision(Tenant.named("globex"));
            rows(node);
            String before = Fixture.query(node, asAdmin(STATE)).get(0);
            for (Map.Entry<String, Function<SessionFactory, Object>> way : ways.entrySet()) {
                String cell;
                try {
                    cell = seen(TenantContext.call("acme", () -> way.getValue().apply(factory)));
                } catch (RuntimeException e) {
                    cell = "refused";
                }
                String after = Fixture.query(node, asAdmin(STATE)).get(0);
                if (!after.equals(before)) {
                    cell = "WRITES " + after;
                    rows(node);
                }
                cells.put(way.getKey(), cell);
                List<String> mine = TenantContext.call(
                        "acme",
                        () -> factory.fromTransaction(
                                session -> session.createNativeQuery("select name from customer", String.class)
                                        .getResultList()));
                assertThat(mine)
                        .as("the next borrower after '%s'", way.getKey())
                        .containsExactly("mine");
            }
        }
        assertThat(cells).isEqualTo(expected());
    }

    private static String asAdmin(String sql) {
        return sql;
    }

    private static void rows(Node node) {
        node.execute(
                "delete from customer_tags",
                "delete from purchase",
                "delete from customer",
                "insert into customer (id, tenant_id, name) values (1, 'acme', 'mine'), (2, 'globex', 'theirs')",
                "insert into customer_tags (customer_id, tags) values (1, 'mine'), (2, 'theirs')",
                "insert into purchase (id, tenant_id, item, customer_id) values (10, 'acme', 'mine', 1), (20, 'globex',"
                        + " 'theirs', 1)");
    }

    private static Map<String, String> expected() {
        Map<String, String> cells = new LinkedHashMap<>();
        for (String reading : List.of(
                "find",
                "find with a lock",
                "HQL",
                "criteria",
                "native SQL",
                "one-to-many load",
                "filter disabled",
                "reference, initialised",
                "collection of values",
                "doWork",
                "stored procedure",
                "COPY out",
                "stateless get")) {
            cells.put(reading, "nothing");
        }
        cells.put("merge", "refused");
        cells.put("remove a reference", "refused");
        cells.put("bulk HQL update", "nothing");
        cells.put("bulk HQL delete", "nothing");
        cells.put("native update", "nothing");
        cells.put("HQL insert for another tenant", "refused");
        cells.put("HQL update of the tenant", "refused");
        cells.put("COPY in", "refused");
        cells.put("stateless update", "refused");
        cells.put("stateless delete", "refused");
        cells.put("stateless upsert", "refused");
        cells.put("insertMultiple", "refused");
        return cells;
    }
}
