package dev.nexs.types.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonbValueException;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@PostgresServer
class JsonbColumnIT {

    private static final SqlLog LOG = new SqlLog();

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", LOG), Account.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void oneAccount() {
        node.execute("delete from Account");
        factory.inTransaction(session -> session.persist(full()));
        LOG.clear();
    }

    private static Account full() {
        Account account = new Account(1);
        account.profile = new Profile("Ann");
        account.profile.age = 30;
        account.profile.score = 1.5;
        account.profile.since = LocalDate.of(2020, 2, 29);
        account.profile.addresses.add(new Profile.Address("Rome"));
        account.profile.byLabel = new HashMap<>(Map.of("home", new Profile.Address("Oslo")));
        account.profile.numbers = new int[] {1, 2};
        Profile.Note note = new Profile.Note();
        note.text = "hi";
        note.owner = account.profile;
        account.profile.notes.add(note);
        account.settings = new Settings("dark", 3, new ArrayList<>(List.of("a")));
        account.attributes = new LinkedHashMap<>(Map.of("deep", new ArrayList<>(List.of(1, Map.of("x", "y")))));
        account.addresses = new HashMap<>(Map.of("home", new Profile.Address("Bonn")));
        account.history = new ArrayList<>(List.of(new Settings("light", 1, List.of())));
        account.shape = new Shape.Circle(2);
        account.node = JsonMapper.shared().createObjectNode().put("a", 1);
        return account;
    }

    @Test
    void everyShapeComesBackAsItWasStored() {
        factory.inSession(session -> assertThat(session.find(Account.class, 1L))
                .usingRecursiveComparison()
                .isEqualTo(full()));
    }

    @Test
    void aFlushWithoutAChangeSendsNothing() {
        factory.inTransaction(session -> {
            session.find(Account.class, 1L);
            session.flush();
        });
        assertThat(LOG.all()).singleElement().asString().startsWith("select");
    }

    static Stream<Named<Consumer<Account>>> changes() {
        return Stream.of(
                Named.of("a field", account -> account.profile.name = "Bob"),
                Named.of("a primitive", account -> account.profile.age++),
                Named.of("a double", account -> account.profile.score = 2.5),
                Named.of("an array element", account -> account.profile.numbers[1] = 9),
                Named.of("a field of a list element", account -> account.profile.addresses.get(0).city = "Pisa"),
                Named.of("a boolean of a map value", account -> account.profile.byLabel.get("home").main = true),
                Named.of(
                        "a list in a record", account -> account.settings.tabs().add("b")),
                Named.of("a record", account -> account.settings = new Settings("x", 3, account.settings.tabs())),
                Named.of("a deep list", account -> ((List<Object>) account.attributes.get("deep")).add(2)),
                Named.of("a map value set to null", account -> account.attributes.put("deep", null)),
                Named.of("a removed key", account -> account.attributes.remove("deep")),
                Named.of("a value of a typed map", account -> account.addresses.get("home").city = "Ulm"),
                Named.of("an element of a list", account -> account.history.set(0, new Settings("l", 2, List.of()))),
                Named.of("a sealed type", account -> account.shape = new Shape.Square(2)),
                Named.of("a tree", account -> ((ObjectNode) account.node).put("b", 2)),
                Named.of("a document set to null", account -> account.profile = null));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeInsideAValueIsFoundAndStored(Consumer<Account> change) {
        Account expected = full();
        change.accept(expected);
        factory.inTransaction(session -> change.accept(session.find(Account.class, 1L)));
        factory.inSession(session -> assertThat(session.find(Account.class, 1L))
                .usingRecursiveComparison()
                .isEqualTo(expected));
        assertThat(LOG.all()).filteredOn(sql -> sql.startsWith("update")).hasSize(1);
    }

    @Test
    void aSecondFlushAfterAChangeSendsNothing() {
        factory.inTransaction(session -> {
            Account account = session.find(Account.class, 1L);
            account.profile.name = "Bob";
            session.flush();
            session.flush();
            account.profile.name = "Cid";
        });
        assertThat(LOG.all()).filteredOn(sql -> sql.startsWith("update")).hasSize(2);
    }

    @Test
    void anEqualValueInANewObjectIsNoChange() {
        factory.inTransaction(session -> {
            Account account = session.find(Account.class, 1L);
            Account twin = full();
            account.profile = twin.profile;
            account.settings = twin.settings;
            account.attributes = new HashMap<>(twin.attributes);
            account.node = twin.node;
        });
        assertThat(LOG.all()).noneMatch(sql -> sql.startsWith("update"));
    }

    @Test
    void whatJacksonIgnoresIsNoPartOfTheValue() {
        factory.inTransaction(session -> session.find(Account.class, 1L).profile.cached = "changed");
        assertThat(LOG.all()).noneMatch(sql -> sql.startsWith("update"));
    }

    @Test
    void mergeTakesOverAChangedDocumentAndLeavesTheDetachedOneAlone() {
        Account detached = full();
        detached.profile.name = "Eve";
        factory.inTransaction(session -> {
            Account merged = session.merge(detached);
            assertThat(merged.profile).isNotSameAs(detached.profile);
            merged.profile.addresses.add(new Profile.Address("Kiel"));
        });
        assertThat(detached.profile.addresses).hasSize(1);
        factory.inSession(session -> {
            Profile stored = session.find(Account.class, 1L).profile;
            assertThat(stored.name).isEqualTo("Eve");
            assertThat(stored.addresses).hasSize(2);
        });
    }

    @Test
    void nullIsSqlNullAndJsonNullIsReadAsNull() {
        node.execute("insert into Account(id, profile, node) values (2, 'null', 'null')");
        factory.inTransaction(session -> {
            session.persist(new Account(3));
            Account jsonNull = session.find(Account.class, 2L);
            assertThat(jsonNull.profile).isNull();
            assertThat(jsonNull.node.isNull()).isTrue();
        });
        assertThat(LOG.all()).noneMatch(sql -> sql.startsWith("update"));
        factory.inSession(session -> {
            assertThat(count(session, "a.profile is null and a.id = 3")).isEqualTo(1);
            assertThat(count(session, "a.profile is null and a.id = 2")).isZero();
            assertThat(count(session, "jsonb_typeof(a.node) = 'null'")).isEqualTo(1);
            assertThat(count(session, "jsonb_has_key(a.profile, 'byLabel') and a.id = 1"))
                    .isEqualTo(1);
            assertThat(count(session, "jsonb_get(a.profile, 'nothing') is null and a.id = 1"))
                    .isEqualTo(1);
        });
    }

    private static long count(org.hibernate.Session session, String predicate) {
        return session.createSelectionQuery("select count(*) from Account a where " + predicate, Long.class)
                .getSingleResult();
    }

    @Test
    void aDocumentThatDoesNotFitNamesTheAttribute() {
        node.execute("update Account set profile = '{\"age\": \"old\"}'");
        assertThatThrownBy(() -> factory.inSession(session -> session.find(Account.class, 1L)))
                .isInstanceOf(JsonbValueException.class)
                .hasMessageContaining("Account.profile")
                .hasMessageContaining("does not fit")
                .hasMessageContaining(Profile.class.getName());
    }

    @Test
    void anUnknownPropertyIsSkippedOrRefused() {
        node.execute("update Account set settings = settings || '{\"new\": 1}'");
        factory.inSession(session ->
                assertThat(session.find(Account.class, 1L).settings.theme()).isEqualTo("dark"));
        node.execute("update Account set strict = '{\"new\": 1}'");
        assertThatThrownBy(() -> factory.inSession(session -> session.find(Account.class, 1L)))
                .isInstanceOf(JsonbValueException.class)
                .hasMessageContaining("Account.strict")
                .hasMessageContaining("new");
    }

    @Test
    void hibernatesOwnJsonFunctionsTakeTheAttribute() {
        try (SessionFactory own = Databases.factory(
                node,
                Map.of("hibernate.query.hql.json_functions_enabled", "true", "hibernate.hbm2ddl.auto", "validate"),
                Account.class)) {
            String name = own.fromSession(session -> session.createSelectionQuery(
                            "select json_value(a.profile, '$.name') from Account a", String.class)
                    .getSingleResult());
            assertThat(name).isEqualTo("Ann");
        }
    }

    @Test
    void aStatelessSessionWritesAndReads() {
        factory.inStatelessTransaction(session -> {
            Account account = session.get(Account.class, 1L);
            account.profile.name = "Stateless";
            session.update(account);
        });
        factory.inStatelessSession(session ->
                assertThat(session.get(Account.class, 1L).profile.name).isEqualTo("Stateless"));
    }
}
