package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

@PostgresServer
class StatementsIT {

    private static SessionFactory factory;

    @BeforeAll
    static void fill(Node node) {
        factory = new Configuration()
                .addAnnotatedClass(Customer.class)
                .addAnnotatedClass(Purchase.class)
                .setProperty("hibernate.connection.url", node.jdbcUrl())
                .setProperty("hibernate.connection.username", node.username())
                .setProperty("hibernate.connection.password", node.password())
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .setProperty("hibernate.jdbc.batch_size", 50)
                .buildSessionFactory();
        factory.inTransaction(session -> IntStream.range(0, 8).forEach(i -> {
            Customer customer = new Customer();
            customer.name = "customer " + i;
            session.persist(customer);
            Purchase purchase = new Purchase();
            purchase.customer = customer;
            session.persist(purchase);
        }));
        node.execute("create index customer_name_idx on Customer(name)", "analyze");
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @Test
    @ExpectStatements(value = 1, selects = 1)
    void aJoinIsOneStatement() {
        assertThat(customersByJoin(8)).hasSize(8);
    }

    @Test
    @ExpectStatements(value = 1, inserts = 1, updates = 0, deletes = 0)
    void transactionsDoNotCount() {
        factory.inTransaction(session -> session.persist(new Customer()));
    }

    @Test
    void statementsHaveParametersAndPlans(Node node) {
        Statements statements = node.statements(() -> factory.inTransaction(
                session -> session.createSelectionQuery("from Customer where name = :name", Customer.class)
                        .setParameter("name", "customer 3")
                        .getResultList()));
        assertThat(statements.all()).singleElement().satisfies(statement -> {
            assertThat(statement.sql()).contains("from Customer").contains("$1");
            assertThat(statement.parameters()).contains("'customer 3'");
            assertThat(statement.command()).isEqualTo("SELECT");
            assertThat(statement.plan()).contains("customer");
        });
    }

    @Test
    void anIndexIsReadOrNot(Node node) throws SQLException {
        try (Connection connection = node.connect()) {
            connection.createStatement().execute("set enable_seqscan = off");
            Statements statements = node.statements(() -> select(connection, "customer 3"));
            statements.assertUsesIndex("customer_name_idx").assertNoSequentialScan("customer");

            connection.createStatement().execute("set enable_seqscan = on");
            Statements whole = node.statements(() -> select(connection, "customer 3"));
            assertThatThrownBy(() -> whole.assertUsesIndex("customer_name_idx"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll("No plan reads the index customer_name_idx", "Seq Scan on customer");
            assertThatThrownBy(() -> whole.assertNoSequentialScan("customer"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("The table customer is read as a whole");
        }
    }

    @Test
    void anNPlusOneIsFoundByRepetitionAndByGrowth(Node node) {
        Statements lazy = node.statements(() -> customersOneByOne(8));
        assertThatThrownBy(lazy::assertNoNPlusOne)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("8 times: select", "from Customer", "All of them:", "'8'");
        node.statements(() -> customersByJoin(8)).assertNoNPlusOne().assertCount(1);

        Statements.assertSameNumberForTwice(node, 3, n -> () -> customersByJoin(n));
        assertThatThrownBy(() -> Statements.assertSameNumberForTwice(node, 3, n -> () -> customersOneByOne(n)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("For 3 there were 4 statements, for 6 there were 7.");
    }

    @Test
    void aStatementOfSeveralLinesIsOne(Node node) {
        Statements statements = node.statements(() -> {
            try (Connection connection = node.connect()) {
                connection.createStatement().execute("""
                        select 1,
                          'LOG:  execute x: delete from item'""");
                connection.prepareStatement("/* why */ (select 2)").execute();
            }
        });
        statements.assertCount(2).assertCount("SELECT", 2).assertCount("DELETE", 0);
    }

    @Test
    void theAnnotationFailsTheTestWithAListOfWhatRan() {
        assertThat(failure("runsTwo"))
                .contains("Expected 1 statements, but there were 2", "select 'first'", "select 'second'");
        assertThat(failure("selects", Node.class.getName()))
                .contains("One SELECT was run again and again", "3 times: select 'again'");
    }

    @Test
    void theAnnotationAloneSaysWhatItNeeds() {
        assertThat(failureOf(Homeless.class, "hasNoServer", "")).contains("add @PostgresServer or @PostgresCluster");
    }

    private static String failure(String method) {
        return failure(method, Node.class.getName());
    }

    private static String failure(String method, String parameters) {
        return failureOf(Wasteful.class, method, parameters);
    }

    private static String failureOf(Class<?> type, String method, String parameters) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(type, method, parameters))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow()
                        .getMessage())
                .findFirst()
                .orElse("did not fail");
    }

    private static List<String> customersByJoin(int n) {
        return factory.fromTransaction(session -> session
                .createSelectionQuery("from Purchase p join fetch p.customer order by p.id", Purchase.class)
                .setMaxResults(n)
                .getResultList()
                .stream()
                .map(purchase -> purchase.customer.getName())
                .toList());
    }

    private static List<String> customersOneByOne(int n) {
        return factory.fromTransaction(
                session -> session
                        .createSelectionQuery("from Purchase p order by p.id", Purchase.class)
                        .setMaxResults(n)
                        .getResultList()
                        .stream()
                        .map(purchase -> purchase.customer.getName())
                        .toList());
    }

    private static void select(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select id from Customer where name = ?")) {
            statement.setString(1, name);
            statement.executeQuery().close();
        }
    }

    @Entity(name = "Customer")
    static class Customer {

        @Id
        @GeneratedValue
        Long id;

        String name;

        /** A lazy reference is a proxy, which knows calls only. */
        public String getName() {
            return name;
        }
    }

    @Entity(name = "Purchase")
    static class Purchase {

        @Id
        @GeneratedValue
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Customer customer;
    }

    @PostgresServer
    static class Wasteful {

        @Test
        @ExpectStatements(1)
        void runsTwo(Node node) {
            node.execute("select 'first'", "select 'second'");
        }

        @Test
        @ExpectStatements
        void selects(Node node) {
            node.execute("select 'again'", "select 'again'", "select 'again'");
        }
    }

    static class Homeless {

        @Test
        @ExpectStatements(0)
        void hasNoServer() {
            assertThat(true).isTrue();
        }
    }
}
