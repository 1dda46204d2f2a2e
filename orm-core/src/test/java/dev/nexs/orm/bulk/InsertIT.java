package dev.nexs.orm.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.bulk.Shop.Car;
import dev.nexs.orm.bulk.Shop.Cat;
import dev.nexs.orm.bulk.Shop.Colour;
import dev.nexs.orm.bulk.Shop.Customer;
import dev.nexs.orm.bulk.Shop.Dog;
import dev.nexs.orm.bulk.Shop.Everything;
import dev.nexs.orm.bulk.Shop.Order;
import dev.nexs.orm.bulk.Shop.Vehicle;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class InsertIT {

    private Node node;
    private SessionFactory factory;
    private Bulk bulk;

    @BeforeEach
    void open(Node server) {
        node = server;
        Configuration configuration = new Configuration()
                .setProperty("nexs.url", node.jdbcUrl())
                .setProperty("nexs.username", node.username())
                .setProperty("nexs.password", node.password())
                .setProperty("nexs.pool.maximum-size", "3")
                .setProperty("hibernate.hbm2ddl.auto", "create-drop");
        for (Class<?> entity : Shop.ENTITIES) {
            configuration.addAnnotatedClass(entity);
        }
        factory = configuration.buildSessionFactory();
        bulk = Bulk.of(factory);
    }

    @AfterEach
    void close() {
        factory.close();
    }

    private static Everything everything(long id) {
        Everything e = new Everything();
        e.id = id;
        e.flag = true;
        e.tiny = -7;
        e.small = Short.MIN_VALUE;
        e.number = Integer.MAX_VALUE;
        e.single = 1.5f;
        e.twice = -0.1;
        e.maybe = 42;
        e.perhaps = false;
        e.letter = 'ü';
        e.amount = new BigDecimal("-12345678901234567890.0123456789");
        e.huge = new BigInteger("12345678901234567890123");
        e.text = "tab\tquote' back\\slash\nü€😀";
        e.uuid = new UUID(1, -2);
        e.bytes = new byte[] {0, 1, -1, 127};
        e.day = LocalDate.of(1969, 7, 20);
        e.time = LocalTime.of(23, 59, 59);
        e.local = LocalDateTime.of(1999, 12, 31, 23, 59, 59, 999_999_000);
        e.instant = Instant.parse("1950-01-01T00:00:00.123456Z");
        e.offset = OffsetDateTime.of(2030, 1, 2, 3, 4, 5, 6000, ZoneOffset.ofHours(5));
        e.zoned = ZonedDateTime.of(2030, 1, 2, 3, 4, 5, 0, ZoneOffset.ofHours(-7));
        e.duration = Duration.ofSeconds(90, 5);
        e.named = Colour.GREEN;
        e.numbered = Colour.BLUE;
        e.price = new Shop.Money(1999);
        e.address = new Shop.Address("Street", "12345", new Shop.Point(1.25, -3));
        e.document = Map.of("a", List.of(1, 2), "b", "x\"y");
        e.words = new String[] {"one", null, "t,\"wo\""};
        e.numbers = new int[] {3, 2, 1};
        e.uuids = List.of(new UUID(0, 1), new UUID(0, 2));
        e.colours = new Colour[] {Colour.RED, Colour.BLUE};
        e.odd = "odd";
        return e;
    }

    @Test
    void everyTypeArrivesAsAFlushWouldHaveStoredIt() {
        Everything none = new Everything();
        none.id = 3;
        none.letter = 'x';
        factory.inTransaction(session -> session.persist(everything(1)));

        BulkResult result = bulk.insert(Everything.class, List.of(everything(2), none));

        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.warnings()).isEmpty();
        assertThat(Rows.query(node, "select count(distinct to_jsonb(e) - 'id') from everything e where id < 3"))
                .isEqualTo("1");
        assertThat(Rows.query(
                        node,
                        "select jsonb_strip_nulls(to_jsonb(e)) - 'flag' - 'tiny' - 'small' - 'number' - 'single'"
                                + " - 'twice' from everything e where id = 3"))
                .isEqualTo("{\"id\": 3, \"letter\": \"x\"}");
        factory.inTransaction(session -> {
            Everything loaded = session.find(Everything.class, 2L);
            assertThat(loaded)
                    .usingRecursiveComparison()
                    .ignoringFields("offset", "zoned")
                    .isEqualTo(everything(2));
        });
    }

    @Test
    void idsVersionsAndTimestampsAreGeneratedAndSet() {
        factory.inTransaction(session -> session.persist(new Customer("first", null)));
        List<Customer> customers = LongStream.range(0, 1000)
                .mapToObj(i -> new Customer("c" + i, "c" + i + "@example.org"))
                .toList();

        bulk.insert(Customer.class, customers);
        factory.inTransaction(session -> session.persist(new Customer("last", null)));

        assertThat(customers).extracting(c -> c.id).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(customers).allSatisfy(c -> assertThat(c.createdAt).isNotNull());
        assertThat(customers).noneMatch(c -> c.seen);
        assertThat(Rows.query(node, "select count(*), count(distinct id), max(version), min(score) from customer"))
                .isEqualTo("1002|1002|0|7");
    }

    @Test
    void listenersRunWhereAskedFor() {
        Customer customer = new Customer("c", null);

        bulk.insert(Customer.class, List.of(customer), o -> o.callbacks(true));

        assertThat(customer.seen).isTrue();
    }

    @Test
    void associationsSecondaryTablesAndBothKindsOfInheritanceAreLoaded() {
        Customer customer = new Customer("c", null);
        bulk.insert(Customer.class, List.of(customer));
        Order noted = new Order(customer, "12.50", "fragile");
        Order plain = new Order(factory.fromSession(s -> s.getReference(Customer.class, customer.id)), "1", null);
        Cat cat = new Cat();
        cat.name = "Tom";
        cat.lives = 9;
        Dog dog = new Dog();
        dog.name = "Rex";
        dog.trick = "sit";
        Car car = new Car();
        car.plate = "B-XY 1";
        car.doors = 4;
        Vehicle bike = new Vehicle();
        bike.plate = "none";

        bulk.insert(Order.class, List.of(noted, plain));
        bulk.insert(Shop.Animal.class, List.of(cat, dog));
        bulk.insert(Vehicle.class, List.of(car, bike));

        factory.inTransaction(session -> {
            Order found = session.find(Order.class, noted.id);
            assertThat(found.note).isEqualTo("fragile");
            assertThat(org.hibernate.Hibernate.unproxy(found.customer, Customer.class).id)
                    .isEqualTo(customer.id);
            assertThat(session.find(Order.class, plain.id).note).isNull();
            assertThat(session.createSelectionQuery("from Cat", Cat.class).getSingleResult().lives)
                    .isEqualTo(9);
            assertThat(session.createSelectionQuery("from Dog", Dog.class).getSingleResult().trick)
                    .isEqualTo("sit");
            assertThat(session.find(Vehicle.class, car.id)).isInstanceOf(Car.class);
            assertThat(session.find(Vehicle.class, bike.id).plate).isEqualTo("none");
        });
        assertThat(Rows.query(node, "select count(*) from order_note")).isEqualTo("1");
    }

    @Test
    void compositeKeysSoftDeletesAndTypesWithoutABinaryFormAreLoaded() throws Exception {
        Shop.Shelf shelf = new Shop.Shelf();
        shelf.room = "cellar";
        shelf.row = 3;
        shelf.content = "jam";
        Shop.Gone gone = new Shop.Gone();
        gone.id = 1;
        gone.name = "here";
        Shop.Ranged ranged = new Shop.Ranged();
        ranged.id = 1;
        ranged.address = InetAddress.getByName("10.1.2.3");
        ranged.text = "a\tb\\c\nd";
        ranged.numbers = new int[] {1, 2};
        ranged.bytes = new byte[] {0, -1};
        ranged.at = Instant.parse("2020-02-02T02:02:02Z");

        bulk.insert(Shop.Shelf.class, List.of(shelf));
        bulk.insert(Shop.Gone.class, List.of(gone));
        BulkResult text = bulk.insert(Shop.Ranged.class, List.of(ranged));

        assertThat(text.warnings()).anyMatch(warning -> warning.contains("text format") && warning.contains("inet"));
        factory.inTransaction(session -> {
            Shop.Place place = new Shop.Place();
            place.room = "cellar";
            place.row = 3;
            assertThat(session.find(Shop.Shelf.class, place).content).isEqualTo("jam");
            assertThat(session.find(Shop.Gone.class, 1L).name).isEqualTo("here");
            Shop.Ranged found = session.find(Shop.Ranged.class, 1L);
            assertThat(found).usingRecursiveComparison().isEqualTo(ranged);
        });
    }

    @Test
    void whatDoesNotFitIsSaidBeforeTheFirstByte() {
        node.execute(
                "alter table orders alter total type int4 using null",
                "alter table orders drop customer_id",
                "alter table orders add region text not null");

        assertThatThrownBy(() -> bulk.insert(Order.class, List.of(new Order(null, "1", null))))
                .isInstanceOf(BulkException.class)
                .hasMessageContaining("Order.total is numeric(12,2) here, integer in orders")
                .hasMessageContaining("Order.customer is mapped to column customer_id, which orders does not have")
                .hasMessageContaining("orders.region is NOT NULL and has no default");
        assertThatThrownBy(() -> bulk.insert(String.class, List.of("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String is no entity");
    }

    @Test
    void aBadRowEndsTheLoadWithItsNumberAndNothingOfItsChunk() {
        List<Customer> customers = new ArrayList<>(IntStream.range(0, 5000)
                .mapToObj(i -> new Customer("c" + i, "c" + i))
                .toList());
        customers.get(4321).email = "c17";

        assertThatThrownBy(() -> bulk.insert(Customer.class, customers))
                .isInstanceOfSatisfying(BulkException.class, e -> {
                    assertThat(e.rowNumber()).isEqualTo(4322);
                    assertThat(e.sqlState()).isEqualTo("23505");
                    assertThat(e.constraint()).isNotNull();
                    assertThat(e.committedRows()).isZero();
                    assertThat(e).hasMessageContaining("Row 4322 of Customer");
                });
        customers.get(4321).email = "fine";
        customers.get(12).name = null;
        assertThatThrownBy(() -> bulk.insert(Customer.class, customers))
                .hasMessageContaining("Row 13 of Customer")
                .hasMessageContaining("Customer.name is null, but column name is NOT NULL");
        assertThat(Rows.query(node, "select count(*) from customer")).isEqualTo("0");
        customers.get(12).name = "c12";
        customers.get(12).tags.add("x");
        assertThatThrownBy(() -> bulk.insert(Customer.class, customers))
                .hasMessageContaining("Customer.tags has elements");
    }

    @Test
    void badRowsOfEveryKindAreLeftOutAndAllOthersLoaded() {
        node.execute(
                "alter table customer add constraint short_name check (length(name) < 10)",
                "alter table customer add referrer bigint",
                "create function refuse() returns trigger language plpgsql as $$ begin"
                        + " if new.name = 'refused' then raise exception 'no %', new.name; end if; return new; end $$",
                "create trigger refusing before insert on customer for each row execute function refuse()");
        List<Customer> customers = new ArrayList<>(IntStream.range(0, 20_000)
                .mapToObj(i -> new Customer("c" + i, "c" + i))
                .toList());
        customers.get(3).name = null;
        customers.get(999).name = "a name that is too long";
        customers.get(5_000).email = "c17";
        customers.get(5_001).email = "c18";
        customers.get(12_345).name = "refused";
        customers.get(19_999).name = "\u0000";
        List<Reject> told = new ArrayList<>();

        BulkResult result = bulk.insert(
                Customer.class, customers, o -> o.onError(OnError.ISOLATE).onReject(told::add));

        assertThat(result.rows()).isEqualTo(20_000 - 6);
        assertThat(told).hasSameElementsAs(result.rejects());
        assertThat(result.rejects())
                .extracting(Reject::rowNumber)
                .containsExactlyInAnyOrder(4L, 1_000L, 5_001L, 5_002L, 12_346L, 20_000L);
        assertThat(result.rejects())
                .extracting(Reject::sqlState)
                .containsExactlyInAnyOrder("23502", "23514", "23505", "23505", "P0001", "22021");
        assertThat(result.rejects())
                .allSatisfy(reject -> assertThat(reject.row()).isSameAs(customers.get((int) reject.rowNumber() - 1)));
        assertThat(result.warnings()).anyMatch(warning -> warning.contains("refusing"));
        assertThat(Rows.query(node, "select count(*) from customer")).isEqualTo("19994");
    }

    @Test
    void foreignKeysThatLeadNowhereAreIsolatedToo() {
        Customer customer = new Customer("c", null);
        bulk.insert(Customer.class, List.of(customer));
        Customer nobody = new Customer("nobody", null);
        nobody.id = 4711L;
        List<Order> orders = new ArrayList<>(IntStream.range(0, 300)
                .mapToObj(i -> new Order(customer, "1", i % 2 == 0 ? "note" : null))
                .toList());
        orders.get(77).customer = nobody;

        BulkResult result = bulk.insert(Order.class, orders, o -> o.onError(OnError.ISOLATE));

        assertThat(result.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.rowNumber()).isEqualTo(78);
            assertThat(reject.sqlState()).isEqualTo("23503");
        });
        assertThat(Rows.query(node, "select (select count(*) from orders), (select count(*) from order_note)"))
                .isEqualTo("299|150");
    }

    @Test
    void tooManyRejectsEndTheLoad() {
        List<Customer> customers = IntStream.range(0, 100)
                .mapToObj(i -> new Customer(i % 2 == 0 ? null : "c", null))
                .toList();

        assertThatThrownBy(() -> bulk.insert(
                        Customer.class,
                        customers,
                        o -> o.onError(OnError.ISOLATE).maxRejects(49).chunkRows(100)))
                .hasMessageContaining("50 of 100 rows of Customer were rejected, but maxRejects is 49");
        assertThatThrownBy(() -> bulk.insert(
                        Customer.class,
                        customers,
                        o -> o.onError(OnError.ISOLATE).maxRejectRatio(0.25)))
                .hasMessageContaining("maxRejectRatio is 0.25");
    }

    @Test
    void underRowLevelSecurityRowsGoByWayOfATemporaryTable() {
        node.execute(
                "alter table ticket enable row level security",
                "alter table ticket force row level security",
                "create policy own on ticket with check (subject <> 'foreign')");
        Shop.Ticket good = new Shop.Ticket();
        good.subject = "mine";
        Shop.Ticket bad = new Shop.Ticket();
        bad.subject = "foreign";

        BulkResult result = bulk.insert(Shop.Ticket.class, List.of(good, bad), o -> o.onError(OnError.ISOLATE));

        assertThat(result.rows()).isEqualTo(1);
        assertThat(result.rejects())
                .singleElement()
                .extracting(Reject::sqlState)
                .isEqualTo("42501");
        assertThat(result.warnings()).anyMatch(warning -> warning.contains("row-level security"));
    }

    @Test
    void insideASessionTheRowsShareItsTransaction() {
        assertThatThrownBy(() -> factory.inTransaction(session -> {
                    BulkResult result = Bulk.of(session).insert(Customer.class, List.of(new Customer("c", null)));
                    assertThat(result.token()).isEmpty();
                    assertThat(session.createSelectionQuery("select count(*) from Customer", Long.class)
                                    .getSingleResult())
                            .isEqualTo(1);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(Rows.query(node, "select count(*) from customer")).isEqualTo("0");
        factory.inTransaction(session -> Bulk.of(session).insert(Customer.class, List.of(new Customer("c", null))));
        assertThat(Rows.query(node, "select count(*) from customer")).isEqualTo("1");
        Session closed = factory.openSession();
        closed.close();
        assertThatThrownBy(() -> Bulk.of(closed)).hasMessageContaining("closed");
        try (Session session = factory.openSession()) {
            assertThatThrownBy(() -> Bulk.of(session).insert(Customer.class, List.of(new Customer("c", null))))
                    .hasMessageContaining("The session has no transaction");
        }
    }

    @Test
    void severalConnectionsShareTheWorkAndTheTokenCoversIt() {
        Transactions tx = Transactions.of(factory);
        List<Long> seen = new ArrayList<>();

        BulkResult result = bulk.insert(
                Customer.class,
                IntStream.range(0, 30_000).mapToObj(i -> new Customer("c" + i, "c" + i)),
                o -> o.parallelism(3).chunkRows(1000).onProgress(p -> seen.add(p.rows())));

        assertThat(result.chunks()).isEqualTo(30);
        assertThat(seen).isSorted().endsWith(30_000L);
        assertThat(tx.withToken(result.token().orElseThrow())
                        .<Long, RuntimeException>read(
                                session -> session.createSelectionQuery("select count(*) from Customer", Long.class)
                                        .getSingleResult()))
                .isEqualTo(30_000);
    }

    @Test
    void atTheEndMeansAllRowsOrNone() {
        List<Customer> customers = new ArrayList<>(IntStream.range(0, 5000)
                .mapToObj(i -> new Customer("c" + i, "c" + i))
                .toList());
        customers.get(4999).email = "c1";

        assertThatThrownBy(() -> bulk.insert(
                        Customer.class,
                        customers,
                        o -> o.commit(CommitMode.AT_END).chunkRows(500).parallelism(2)))
                .isInstanceOf(BulkException.class)
                .hasMessageContaining("nothing is committed");
        assertThat(Rows.query(node, "select count(*) from customer")).isEqualTo("0");
        customers.get(4999).email = "fine";
        BulkResult result = bulk.insert(
                Customer.class,
                customers,
                o -> o.commit(CommitMode.AT_END).chunkRows(500).parallelism(2));
        assertThat(result.rows()).isEqualTo(5000);
        assertThat(Rows.query(node, "select count(*), count(distinct xmin::text) from customer"))
                .isEqualTo("5000|2");
    }

    @Test
    void connectionsThatWouldWaitForEachOtherAtTheEndEndTheLoadInstead() {
        List<Customer> customers = IntStream.range(0, 4000)
                .mapToObj(i -> new Customer("c" + i, "c" + i % 2000))
                .toList();

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> bulk.insert(
                            Customer.class,
                            customers,
                            o -> o.commit(CommitMode.AT_END).chunkRows(100).parallelism(3)))
                    .isInstanceOf(BulkException.class)
                    .hasMessageContaining("nothing is committed");
        }
        assertThat(Rows.query(node, "select count(*) from customer")).isEqualTo("0");
    }

    @Test
    void aLoadThatFailsOrIsGivenUpLeavesThePoolAsItWas() throws Exception {
        NexsDataSource source = source();
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> bulk.insert(
                            Customer.class,
                            IntStream.iterate(0, n -> n + 1).mapToObj(n -> new Customer("c" + n, null)),
                            o -> o.deadline(Duration.ofMillis(300)).chunkRows(1000)))
                    .hasMessageContaining("deadline");
            assertThatThrownBy(() -> bulk.insert(
                            Customer.class,
                            IntStream.iterate(0, n -> n + 1).mapToObj(n -> {
                                if (n == 2500) {
                                    throw new IllegalStateException("the source broke");
                                }
                                return new Customer("c" + n, null);
                            }),
                            o -> o.chunkRows(1000).parallelism(2)))
                    .hasMessageContaining("the source broke");
            assertThatThrownBy(() ->
                            bulk.insert(Customer.class, List.of(new Customer("x", "same"), new Customer("y", "same"))))
                    .isInstanceOf(BulkException.class);
        }
        try (var one = source.getConnection();
                var two = source.getConnection();
                var three = source.getConnection()) {
            for (var connection : List.of(one, two, three)) {
                try (var row = connection
                        .createStatement()
                        .executeQuery("select pg_current_xact_id_if_assigned() is null, now() - xact_start < '1s'"
                                + " from pg_stat_activity where pid = pg_backend_pid()")) {
                    row.next();
                    assertThat(row.getBoolean(1)).isTrue();
                    assertThat(row.getBoolean(2)).isTrue();
                }
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("nexs-bulk"));
    }

    @Test
    void aLoadThatWaitsForALockIsCanceled() throws Exception {
        try (var blocker = node.dataSource().getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("lock table customer");
            List<Customer> customers = List.of(new Customer("c", null));

            assertThatThrownBy(() -> bulk.insert(Customer.class, customers, o -> o.deadline(Duration.ofMillis(500))))
                    .hasMessageContaining("did not end within its deadline of PT0.5S");
            blocker.rollback();
        }
        assertThat(Rows.query(node, "select count(*) from customer")).isEqualTo("0");
    }

    private NexsDataSource source() {
        return factory.unwrap(org.hibernate.engine.spi.SessionFactoryImplementor.class)
                .getServiceRegistry()
                .requireService(org.hibernate.engine.jdbc.connections.spi.ConnectionProvider.class)
                .unwrap(NexsDataSource.class);
    }
}
