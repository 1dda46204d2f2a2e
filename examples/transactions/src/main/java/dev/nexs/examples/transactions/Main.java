package dev.nexs.examples.transactions;

import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import java.time.Duration;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Runs the three parts one after another. */
public final class Main {

    private static final Duration REPLICATION = Duration.ofSeconds(20);
    private static final Duration BEHIND = Duration.ofSeconds(2);

    private Main() {}

    /** Starts a primary and a replica: an example that breaks connections brings its own. */
    public static void main(String[] arguments) throws Exception {
        if (System.getenv("NEXS_URL") != null) {
            System.out.println("NEXS_URL is not used: this example breaks connections");
        }
        try (Cluster servers = Cluster.start(c -> c.replicas(1));
                SessionFactory sessions = sessions(servers, "create");
                SessionFactory elsewhere = sessions(servers, "none")) {
            Transactions transactions = Transactions.of(sessions);
            transactions.run(session -> {
                for (int i = 1; i <= Transfers.ACCOUNTS; i++) {
                    session.persist(new Account(i, "Ada", 250));
                }
            });
            Transfers.run(transactions);
            LostAnswer.run(transactions, servers.proxy());

            servers.awaitReplication(REPLICATION);
            servers.replica(0).delayReplay(BEHIND);
            HandedToken.run(
                    transactions, Transactions.of(elsewhere, options -> options.replicaWait(BEHIND.multipliedBy(5))));
        }
    }

    private static SessionFactory sessions(Cluster servers, String tables) {
        return new Configuration()
                .addAnnotatedClass(Account.class)
                .setProperty("nexs.url", servers.proxiedJdbcUrl() + "?sslmode=disable")
                .setProperty("nexs.username", servers.username())
                .setProperty("nexs.password", servers.password())
                .setProperty("hibernate.hbm2ddl.auto", tables)
                .buildSessionFactory();
    }
}
