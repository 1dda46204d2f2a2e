package dev.nexs.tenancy;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.TenantId;
import org.postgresql.PGConnection;

/**
 * Every way in that Hibernate has, each taken by {@code acme} towards rows of {@code globex}: the customer 2, whose code is
 * {@code theirs}, its tag, and the purchase 20, which refers to a customer 1 that both may have. Everything is cached.
 */
final class Ways {

    private static final long MINE = 1;
    private static final long THEIRS = 2;

    /** A customer, with a tenant's column or without. */
    interface Customer {
        String name();

        List<? extends Purchase> purchases();
    }

    /** What a customer bought. */
    interface Purchase {
        Long id();
    }

    /** Tables that all tenants share. */
    static final class Shared {

        private Shared() {}

        @Entity(name = "Customer")
        @Table(name = "customer")
        @Cacheable
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "customers")
        @NaturalIdCache(region = "codes")
        static class Client implements Customer {
            @Id
            Long id;

            @TenantId
            @Column(name = "tenant_id")
            String tenant;

            @NaturalId
            String code;

            String name;

            @OneToMany(mappedBy = "customer")
            @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "customers_purchases")
            List<Order> purchases = new ArrayList<>();

            @ElementCollection
            Set<String> tags = new HashSet<>();

            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Order> purchases() {
                return purchases;
            }
        }

        @Entity(name = "Purchase")
        @Table(name = "purchase")
        @Cacheable
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "purchases")
        static class Order implements Purchase {
            @Id
            Long id;

            @TenantId
            @Column(name = "tenant_id")
            String tenant;

            String item;

            @ManyToOne(fetch = FetchType.LAZY)
            Client customer;

            @Override
            public Long id() {
                return id;
            }
        }

        static Client stolen(long id) {
            Client made = new Client();
            made.id = id;
            made.code = "stolen";
            made.name = "stolen";
            return made;
        }
    }

    /** Tables of the tenant's own. */
    static final class Own {

        private Own() {}

        @Entity(name = "Customer")
        @Table(name = "customer")
        @Cacheable
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "customers")
        @NaturalIdCache(region = "codes")
        static class Client implements Customer {
            @Id
            Long id;

            @NaturalId
            String code;

            String name;

            @OneToMany(mappedBy = "customer")
            @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "customers_purchases")
            List<Order> purchases = new ArrayList<>();

            @ElementCollection
            Set<String> tags = new HashSet<>();

            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Order> purchases() {
                return purchases;
            }
        }

        @Entity(name = "Purchase")
        @Table(name = "purchase")
        @Cacheable
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "purchases")
        static class Order implements Purchase {
            @Id
            Long id;

            String item;

            @ManyToOne(fetch = FetchType.LAZY)
            Client customer;

            @Override
            public Long id() {
                return id;
            }
        }

        static Client stolen(long id) {
            Client made = new Client();
            made.id = id;
            made.code = "stolen";
            made.name = "stolen";
            return made;
        }
    }

    /** By name: what it shows of the other tenant's row, or does to it. */
    private final Map<String, Function<SessionFactory, Object>> all = new LinkedHashMap<>();

    private final Class<? extends Customer> customer;
    private final LongFunction<? extends Customer> stolen;

    private Ways(Class<? extends Customer> customer, LongFunction<? extends Customer> stolen, boolean shared) {
        this.customer = customer;
        this.stolen = stolen;
        reading();
        caching();
        writing(shared);
    }

    static Ways ofSharedTables() {
        return new Ways(Shared.Client.class, Shared::stolen, true);
    }

    static Ways ofOwnTables() {
        return new Ways(Own.Client.class, Own::stolen, false);
    }

    Map<String, Function<SessionFactory, Object>> all() {
        return all;
    }

    private void reading() {
        read("find", session -> session.find(customer, THEIRS));
        read("find with a lock", session -> session.find(customer, THEIRS, LockModeType.PESSIMISTIC_WRITE));
        read("findMultiple", session -> session.findMultiple(customer, List.of(THEIRS)));
        read("HQL", session -> hql(session, "from Customer where id = 2"));
        read(
                "HQL with a join",
                session -> session.createSelectionQuery(
                                "select p.item from Purchase p where p.id = 20 or p.customer.id = 2", String.class)
                        .getResultList());
        read("criteria", session -> criteria(session, customer));
        read(
                "native SQL",
                session -> session.createNativeQuery("select name from customer where id = 2", String.class)
                        .getResultList());
        read(
                "native SQL for entities",
                session -> session.createNativeQuery("select * from customer where id = 2", customer)
                        .getResultList());
        read(
                "one-to-many load",
                session -> session.find(customer, MINE).purchases().stream()
                        .filter(purchase -> purchase.id() == 20)
                        .toList());
        read(
                "collection of values",
                session -> session.createNativeQuery(
                                "select tags from customer_tags where tags = 'theirs'", String.class)
                        .getResultList());
        read("filter disabled", session -> {
            session.disableFilter("_tenantId");
            return session.createNativeQuery("select name from customer where id = 2", String.class)
                    .getResultList();
        });
        read("reference, initialised", session -> {
            Customer reference = session.getReference(customer, THEIRS);
            Hibernate.initialize(reference);
            return reference;
        });
        read("refresh of a reference", session -> {
            Customer reference = session.getReference(customer, THEIRS);
            session.refresh(reference);
            return reference.name();
        });
        read("lock of a reference", session -> {
            Customer reference = session.getReference(customer, THEIRS);
            session.lock(reference, LockModeType.PESSIMISTIC_WRITE);
            return reference;
        });
        read(
                "natural id",
                session -> session.bySimpleNaturalId(customer)
                        .loadOptional("theirs")
                        .orElse(null));
        all.put("another's proxy, in one's own scope", Ways::proxyOfAnother);
        all.put(
                "another's proxy, its session closed",
                factory -> TenantContext.call("globex", () -> {
                            try (Session session = factory.openSession()) {
                                return session.getReference(customer, THEIRS);
                            }
                        })
                        .name());
        read(
                "doWork",
                session -> session.doReturningWork(connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement("select name from customer where id = ?")) {
                        statement.setLong(1, THEIRS);
                        ResultSet rows = statement.executeQuery();
                        return rows.next() ? rows.getString(1) : null;
                    }
                }));
        read(
                "stored procedure",
                session -> session.doReturningWork(connection -> {
                    try (CallableStatement call = connection.prepareCall("{? = call name_of(2)}")) {
                        call.registerOutParameter(1, Types.VARCHAR);
                        call.execute();
                        return call.getString(1);
                    }
                }));
        read(
                "COPY out",
                session -> session.doReturningWork(connection -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    copy(connection, "copy (select name from customer where id = 2) to stdout", out);
                    return out.size() == 0 ? null : out.toString(StandardCharsets.UTF_8);
                }));
        all.put("stateless get", factory -> factory.fromStatelessTransaction(session -> session.get(customer, THEIRS)));
        all.put(
                "stateless HQL",
                factory -> factory.fromStatelessTransaction(
                        session -> session.createSelectionQuery("from Customer where id = 2", customer)
                                .getResultList()));
    }

    private static Object proxyOfAnother(SessionFactory factory) {
        Session session = TenantContext.call("globex", factory::openSession);
        try (session) {
            Customer reference = (Customer) session.getReference("Customer", THEIRS);
            return reference.name();
        }
    }

    /** The other tenant loads first, so that what it has seen is in the caches. */
    private void caching() {
        cached("second-level cache", session -> session.find(customer, THEIRS));
        cached(
                "cache of natural ids",
                session -> session.bySimpleNaturalId(customer)
                        .loadOptional("theirs")
                        .orElse(null));
        cached(
                "query cache",
                session -> session.createSelectionQuery("from Customer where code = 'theirs'", customer)
                        .setCacheable(true)
                        .getResultList());
        cached("cache of collections", session -> {
            Customer found = session.find(customer, MINE);
            return found == null
                    ? null
                    : found.purchases().stream()
                            .filter(purchase -> purchase.id() == 20)
                            .toList();
        });
    }

    private void writing(boolean shared) {
        write("merge", session -> session.merge(stolen.apply(THEIRS)));
        write("remove of a reference", session -> session.remove(session.getReference(customer, THEIRS)));
        change("bulk HQL update", "update Customer set name = 'stolen' where id = 2");
        change("bulk HQL delete", "delete Purchase where id = 20");
        nativeChange("native update", "update customer set name = 'stolen' where id = 2");
        nativeChange("native delete", "delete from purchase where id = 20");
        if (shared) {
            change(
                    "HQL insert for another tenant",
                    "insert into Customer (id, tenant, name) values (3, 'globex', 'planted')");
            nativeChange("update of the tenant's column", "update customer set tenant_id = 'globex' where id = 1");
            write(
                    "COPY in",
                    session -> session.doWork(connection -> copyIn(
                            connection, "copy customer (id, tenant_id, name) from stdin", "3\tglobex\tplanted\n")));
        } else {
            write(
                    "COPY in",
                    session -> session.doWork(
                            connection -> copyIn(connection, "copy customer (id, name) from stdin", "3\tplanted\n")));
        }
        write(
                "JDBC batch",
                session -> session.doWork(connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement("update customer set name = 'stolen' where id = ?")) {
                        for (long id : new long[] {THEIRS, THEIRS}) {
                            statement.setLong(1, id);
                            statement.addBatch();
                        }
                        statement.executeBatch();
                    }
                }));
        stateless("stateless insert", session -> session.insert(stolen.apply(THEIRS)));
        stateless("stateless update", session -> session.update(stolen.apply(THEIRS)));
        stateless("stateless delete", session -> session.delete(stolen.apply(THEIRS)));
        stateless("stateless upsert", session -> session.upsert(stolen.apply(THEIRS)));
        stateless("insertMultiple", session -> session.insertMultiple(List.of(stolen.apply(THEIRS))));
        stateless("upsertMultiple", session -> session.upsertMultiple(List.of(stolen.apply(THEIRS))));
    }

    private List<? extends Customer> hql(Session session, String query) {
        return session.createSelectionQuery(query, customer).getResultList();
    }

    private static <C> List<C> criteria(Session session, Class<C> type) {
        var query = session.getCriteriaBuilder().createQuery(type);
        query.where(session.getCriteriaBuilder().equal(query.from(type).get("id"), THEIRS));
        return session.createSelectionQuery(query).getResultList();
    }

    private static void copy(Connection connection, String sql, ByteArrayOutputStream out) throws SQLException {
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void copyIn(Connection connection, String sql, String rows) throws SQLException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(sql, new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void read(String name, Function<Session, Object> way) {
        all.put(name, factory -> factory.fromTransaction(way));
    }

    private void cached(String name, Function<Session, Object> way) {
        all.put(name, factory -> {
            for (int i = 0; i < 2; i++) {
                TenantContext.call("globex", () -> factory.fromTransaction(way));
            }
            return factory.fromTransaction(way);
        });
    }

    private void write(String name, Consumer<Session> way) {
        all.put(name, factory -> {
            factory.inTransaction(way);
            return null;
        });
    }

    private void change(String name, String hql) {
        write(name, session -> session.createMutationQuery(hql).executeUpdate());
    }

    private void nativeChange(String name, String sql) {
        write(name, session -> session.createNativeMutationQuery(sql).executeUpdate());
    }

    private void stateless(String name, Consumer<StatelessSession> way) {
        all.put(name, factory -> {
            factory.inStatelessTransaction(way);
            return null;
        });
    }
}
