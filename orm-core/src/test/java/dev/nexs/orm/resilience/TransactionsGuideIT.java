package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.CommitOutcomeUnknownException;
import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Isolation;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snippets of docs/transactions.md, and that its tables are complete. */
@PostgresServer
class TransactionsGuideIT {

    private static final Logger log = LoggerFactory.getLogger(TransactionsGuideIT.class);

    @Test
    void theSnippetsOfTheGuideRun(Node node) throws Exception {
        node.execute(CommitMarkers.CREATE_TABLE);
        try (SessionFactory sessionFactory = factory(node)) {
            DataSource dataSource = node.dataSource();

            Transactions tx = Transactions.of(sessionFactory);
            tx.run(session -> session.persist(new Account("Ann", 100)));
            long left = tx.write(session -> session.find(Account.class, "Ann").balance -= 10);
            long seen = tx.read(session -> session.find(Account.class, "Ann").balance);
            tx.stateless().run(session -> session.insert(new Account("Bob", 100)));
            TransactionRunner<Connection> jdbc = Transactions.of(dataSource);
            assertThat(left).isEqualTo(90).isEqualTo(seen);
            int accounts = jdbc.read(connection -> Sql.number(connection, "select count(*) from guide_account"));
            assertThat(accounts).isEqualTo(2);

            tx.run(
                    o -> o.isolation(Isolation.SERIALIZABLE)
                            .maxAttempts(50)
                            .deadline(Duration.ofSeconds(5))
                            .onRetry(event -> log.info(
                                    "attempt {} failed: {}",
                                    event.attempt(),
                                    event.failure().reason())),
                    session -> transfer(session, "Ann", "Bob", 10));

            tx.run(session -> {
                session.persist(new Account("Eve", 0));
                try {
                    tx.run(o -> o.savepoint(true), inner -> transfer(inner, "Ann", "nobody", 10));
                } catch (NoSuchAccount e) {
                    session.persist(new Refusal("nobody"));
                }
            });
            long then = tx.read(session -> session.find(Account.class, "Ann").balance);
            assertThat(then).isEqualTo(80);
            boolean refused = tx.read(session -> session.find(Refusal.class, "nobody") != null);
            assertThat(refused).isTrue();

            pay(tx);
            boolean paid = tx.read(session -> session.find(Payment.class, "4711") != null);
            assertThat(paid).isTrue();
        }
    }

    private static void pay(Transactions tx) {
        try {
            tx.run(
                    o -> o.commitResolution(CommitResolution.MARKER),
                    session -> session.persist(new Payment("4711", 10)));
        } catch (CommitOutcomeUnknownException e) {
            boolean paid = tx.read(
                    o -> o.readPreference(ReadPreference.PRIMARY),
                    session -> session.find(Payment.class, "4711") != null);
            if (!paid) {
                tx.run(session -> session.persist(new Payment("4711", 10)));
            }
        }
    }

    @Test
    void theTablesOfTheGuideAreComplete() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "transactions.md"));
        assertThat(guide).contains(CommitMarkers.CREATE_TABLE);
        for (var option : TransactionOptions.class.getRecordComponents()) {
            assertThat(guide).contains("`" + option.getName() + "`");
        }
        for (FailureRule rule : FailureTable.standard().rules()) {
            assertThat(guide).as(rule.name()).contains(shown(rule.states()));
        }
    }

    /** As the guide's table writes it: states that are answered alike stand together. */
    private static String shown(String state) {
        if (state.equals("57P02")) {
            return "57P01–57P03";
        }
        boolean ofItsOwn = state.equals("08004") || state.equals("08007") || state.equals("08P01");
        return state.startsWith("08") && !ofItsOwn ? "08xxx" : state;
    }

    private static void transfer(Session session, String from, String to, long amount) {
        Account source = session.find(Account.class, from);
        source.balance -= amount;
        session.flush();
        Account target = session.find(Account.class, to);
        if (target == null) {
            throw new NoSuchAccount(to);
        }
        target.balance += amount;
    }

    private static SessionFactory factory(Node node) {
        return new Configuration()
                .addAnnotatedClass(Account.class)
                .addAnnotatedClass(Refusal.class)
                .addAnnotatedClass(Payment.class)
                .setProperty("nexs.url", node.jdbcUrl())
                .setProperty("nexs.username", node.username())
                .setProperty("nexs.password", node.password())
                .setProperty("nexs.pool.maximum-size", "3")
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory();
    }

    /** Somebody's money. */
    @Entity(name = "Account")
    @Table(name = "guide_account")
    static class Account {

        @Id
        String owner;

        long balance;

        Account() {}

        Account(String owner, long balance) {
            this.owner = owner;
            this.balance = balance;
        }
    }

    /** A transfer that was refused. */
    @Entity(name = "Refusal")
    @Table(name = "guide_refusal")
    static class Refusal {

        @Id
        String recipient;

        Refusal() {}

        Refusal(String recipient) {
            this.recipient = recipient;
        }
    }

    /** A payment by its number. */
    @Entity(name = "Payment")
    @Table(name = "guide_payment")
    static class Payment {

        @Id
        String number;

        long amount;

        Payment() {}

        Payment(String number, long amount) {
            this.number = number;
            this.amount = amount;
        }
    }

    /** Nobody of that name has money here. */
    private static final class NoSuchAccount extends RuntimeException {

        private static final long serialVersionUID = 1;

        NoSuchAccount(String owner) {
            super(owner + " has no account");
        }
    }
}
