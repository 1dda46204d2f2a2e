package dev.nexs.benchmarks.transactions;

import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.resilience.CommitMarkers;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.time.Duration;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** One primary, one replica that has caught up, one session factory over both. */
public final class TransactionsGroup implements Group {

    static final int ROWS = 100_000;

    private static final String POOL = "8";

    /** For the service loader. */
    public TransactionsGroup() {}

    @Override
    public String name() {
        return "transactions";
    }

    @Override
    public void run(Mode mode, Report report) throws Exception {
        try (Cluster cluster = Cluster.start(c -> c.replicas(1));
                SessionFactory sessions = sessions(cluster)) {
            fill(cluster, report);
            Transactions transactions = Transactions.of(sessions);
            report.add(ReadUnits.onThePrimary(sessions, transactions).run(mode));
            report.add(ReadUnits.onTheReplica(transactions).run(mode));
            report.add(WriteUnits.compare(sessions, transactions).run(mode));
        }
    }

    private static SessionFactory sessions(Cluster cluster) {
        return new Configuration()
                .addAnnotatedClass(Item.class)
                .setProperty("nexs.url", cluster.jdbcUrl())
                .setProperty("nexs.username", cluster.username())
                .setProperty("nexs.password", cluster.password())
                .setProperty("nexs.pool.maximum-size", POOL)
                .setProperty("nexs.pool.minimum-idle", POOL)
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory();
    }

    private static void fill(Cluster cluster, Report report) throws Exception {
        cluster.primary()
                .execute(
                        "insert into item (id, name, amount) select i, 'item ' || i, 0 from generate_series(1, " + ROWS
                                + ") i",
                        CommitMarkers.CREATE_TABLE,
                        "vacuum analyze item");
        cluster.awaitReplication(Duration.ofSeconds(30));
        try (Connection connection = cluster.primary().connect()) {
            report.server(connection);
        }
    }
}
