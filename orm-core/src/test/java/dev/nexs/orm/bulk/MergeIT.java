package dev.nexs.orm.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.bulk.Shop.Customer;
import dev.nexs.orm.bulk.Shop.Shelf;
import dev.nexs.orm.bulk.Shop.Ticket;
import dev.nexs.orm.bulk.UpsertOutcome.Kind;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upserts, updates, deletes, ids of the server's, files in and out. */
@PostgresServer
class MergeIT {

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

    private static Shelf shelf(int row, String content) {
        Shelf shelf = new Shelf();
        shelf.room = "cellar";
        shelf.row = row;
        shelf.content = content;
        return shelf;
    }

    private static Customer customer(String name, String email, int score) {
        Customer customer = new Customer(name, email);
        customer.score = score;
        return customer;
    }

    @Test
    void anUpsertSaysWhatBecameOfEachRow() {
        bulk.insert(Shelf.class, List.of(shelf(1, "jam"), shelf(2, "beer")));
        List<UpsertOutcome> outcomes = new ArrayList<>();

        BulkResult result = bulk.upsert(
                Shelf.class,
                List.of(shelf(1, "jam"), shelf(2, "wine"), shelf(3, "lost"), shelf(3, "tea")),
                o -> o.onOutcome(outcomes::add));

        assertThat(outcomes)
                .extracting(UpsertOutcome::kind)
                .containsExactly(Kind.UNCHANGED, Kind.UPDATED, Kind.SUPERSEDED, Kind.INSERTED);
        assertThat(result.inserted()).isEqualTo(1);
        assertThat(result.updated()).isEqualTo(1);
        assertThat(result.unchanged()).isEqualTo(2);
        assertThat(Rows.query(node, "select string_agg(content, ',' order by row_number) from shelf"))
                .isEqualTo("jam,wine,tea");
        assertThat(bulk.upsert(Shelf.class, List.of(shelf(3, "x")), o -> o.onConflict(OnConflict.IGNORE))
                        .unchanged())
                .isEqualTo(1);
    }

    @Test
    void anUpsertByAnotherKeyCountsTheVersionUpAndKeepsWhatIsOfTheInsert() {
        Customer first = customer("Ann", "ann@example.org", 1);
        bulk.insert(Customer.class, List.of(first));
        String created = Rows.query(node, "select created_at from customer".replace("created_at", "createdAt"));

        bulk.upsert(
                Customer.class,
                List.of(customer("Anna", "ann@example.org", 5), customer("Bob", "bob@example.org", 2)),
                o -> o.conflictKey("email").attributes("name"));

        assertThat(Rows.query(node, "select id, version, name, score, createdAt from customer where email like 'ann%'"))
                .isEqualTo(first.id + "|1|Anna|1|" + created);
        assertThatThrownBy(() -> bulk.upsert(Customer.class, List.of(first), o -> o.conflictKey("mail")))
                .hasMessageContaining("Customer has no attribute mail");
        assertThatThrownBy(() -> bulk.upsert(Ticket.class, List.of(new Ticket())))
                .hasMessageContaining("name another key with conflictKey");
    }

    @Test
    void anUpdateWritesWhatIsNamedAndRefusesStaleVersions() {
        List<Customer> customers = IntStream.range(0, 500)
                .mapToObj(i -> customer("c" + i, "c" + i, 0))
                .toList();
        bulk.insert(Customer.class, customers);
        node.execute("update customer set version = 7 where email = 'c99'");
        customers.forEach(c -> c.score = 9);

        BulkResult result = bulk.update(
                Customer.class, customers, o -> o.attributes("score").onError(OnError.ISOLATE));

        assertThat(result.updated()).isEqualTo(499);
        assertThat(result.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.row()).isSameAs(customers.get(99));
            assertThat(reject.reason()).contains("another version");
        });
        assertThat(Rows.query(node, "select sum(score), min(version) from customer"))
                .isEqualTo(499 * 9 + "|1");
    }

    @Test
    void deletesGoThroughHibernateAndItsSoftDeletes() {
        List<Shop.Gone> all = IntStream.range(0, 2_500)
                .mapToObj(i -> {
                    Shop.Gone gone = new Shop.Gone();
                    gone.id = i;
                    return gone;
                })
                .toList();
        bulk.insert(Shop.Gone.class, all);

        assertThat(bulk.delete(
                        Shop.Gone.class,
                        IntStream.range(0, 2_400).mapToObj(i -> (long) i).toList()))
                .isEqualTo(2_400);
        assertThat(Rows.query(node, "select count(*), count(*) filter (where deleted) from gone"))
                .isEqualTo("2500|2400");
        factory.inTransaction(session -> {
            Shop.Gone managed = session.find(Shop.Gone.class, 2_450L);
            assertThat(Bulk.of(session).delete(Shop.Gone.class, List.of(2_450L)))
                    .isEqualTo(1);
            assertThat(session.contains(managed)).isFalse();
        });
    }

    @Test
    void idsThatTheServerMakesComeBack() {
        List<Ticket> tickets = IntStream.range(0, 1_000)
                .mapToObj(i -> {
                    Ticket ticket = new Ticket();
                    ticket.subject = "t" + i;
                    return ticket;
                })
                .toList();

        bulk.insertReturning(Ticket.class, tickets, o -> {});

        Ticket some = tickets.get(777);
        assertThat(Rows.query(node, "select subject from ticket where id = " + some.id))
                .isEqualTo("t777");
        assertThat(tickets).extracting(t -> t.id).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void aCsvFileIsLoadedByItsHeaderAndBadRowsAreLeftOut() {
        String csv = "name,email,score\r\nAnn,ann@example.org,1\n\"Bob, \"\"the\"\"\nbuilder\",\"\",2\n"
                + "Cid,cid@example.org,many\nDan,dan@example.org\nEve,,5\n";

        BulkResult result = bulk.insertCsv(Customer.class, new StringReader(csv), o -> o.onError(OnError.ISOLATE));

        assertThat(result.rows()).isEqualTo(3);
        assertThat(result.rejects()).extracting(Reject::sqlState).containsExactlyInAnyOrder("22P02", "22P04");
        assertThat(result.rejects())
                .extracting(reject -> ((CsvRow) reject.row()).line())
                .containsExactlyInAnyOrder(5L, 6L);
        assertThat(Rows.query(node, "select name, email, score, version from customer where score = 2"))
                .isEqualTo("Bob, \"the\"\nbuilder||2|0");
        assertThat(Rows.query(node, "select email is null from customer where score = 5"))
                .isEqualTo("t");
        assertThatThrownBy(() -> bulk.insertCsv(Customer.class, new StringReader("nme\nx\n"), o -> {}))
                .hasMessageContaining("The header names nme, which is no attribute of Customer");
        assertThatThrownBy(() -> bulk.insertCsv(Customer.class, new StringReader("email\nx\n"), o -> {}))
                .hasMessageContaining("The header does not name name");
    }

    @Test
    void whatAQueryReturnsIsWritten() {
        bulk.insert(Shelf.class, List.of(shelf(1, "jam"), shelf(2, "a,b")));
        ByteArrayOutputStream query = new ByteArrayOutputStream();
        ByteArrayOutputStream entity = new ByteArrayOutputStream();

        long rows = bulk.copyOut("select content, room from shelf order by row_number; ", query, CopyFormat.CSV);
        bulk.copyOut(Shelf.class, entity, CopyFormat.TEXT);

        assertThat(rows).isEqualTo(2);
        assertThat(query.toString(StandardCharsets.UTF_8)).isEqualTo("content,room\njam,cellar\n\"a,b\",cellar\n");
        assertThat(entity.toString(StandardCharsets.UTF_8)).contains("jam").hasLineCount(2);
        assertThatThrownBy(() -> bulk.copyOut("select nothing", query, CopyFormat.CSV))
                .isInstanceOfSatisfying(
                        BulkException.class, e -> assertThat(e.sqlState()).isEqualTo("42703"));
    }
}
