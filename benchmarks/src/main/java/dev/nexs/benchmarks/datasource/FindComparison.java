package dev.nexs.benchmarks.datasource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Operation;
import dev.nexs.benchmarks.harness.Report;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Hibernate's find by key, in a transaction and without one, against a bare HikariCP datasource set up alike. */
final class FindComparison {

    private static final int THREADS = 4;

    private FindComparison() {}

    static void run(Servers servers, int rows, Mode mode, Report report) throws Exception {
        try (SessionFactory delayedHikari = overHikari(servers, true);
                SessionFactory delayedNexs = overNexs(servers, true);
                SessionFactory hikari = overHikari(servers, false);
                SessionFactory nexs = overNexs(servers, false)) {
            String shape = "4 columns, " + rows + " rows";
            report.add(Comparison.of("find in a transaction, provider_disables_autocommit", shape)
                    .threads(THREADS)
                    .contender("Hibernate on HikariCP", inTransaction(delayedHikari, rows))
                    .contender("Hibernate on Nexs", inTransaction(delayedNexs, rows))
                    .run(mode));
            report.add(Comparison.of("find without a transaction, auto-commit", shape)
                    .threads(THREADS)
                    .contender("Hibernate on HikariCP", outside(hikari, rows))
                    .contender("Hibernate on Nexs", outside(nexs, rows))
                    .run(mode));
        }
    }

    private static Operation inTransaction(SessionFactory factory, int rows) {
        return () -> factory.inTransaction(session -> session.find(BenchRow.class, key(rows)));
    }

    private static Operation outside(SessionFactory factory, int rows) {
        return () -> factory.inSession(session -> session.find(BenchRow.class, key(rows)));
    }

    private static long key(int rows) {
        return 1 + ThreadLocalRandom.current().nextLong(rows);
    }

    private static SessionFactory overHikari(Servers servers, boolean delayed) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(servers.url("jdbc:postgresql:", servers.primary()));
        config.setUsername(servers.username());
        config.setPassword(servers.password());
        config.setMaximumPoolSize(Contender.SIZE);
        config.setAutoCommit(!delayed);
        HikariDataSource pool = new HikariDataSource(config);
        return factory(delayed, c -> c.getProperties().put("hibernate.connection.datasource", pool));
    }

    private static SessionFactory overNexs(Servers servers, boolean delayed) {
        return factory(
                delayed,
                c -> c.setProperty(
                                "nexs.url",
                                servers.url("jdbc:postgresql:", servers.primary() + "," + servers.replica()))
                        .setProperty("nexs.username", servers.username())
                        .setProperty("nexs.password", servers.password())
                        .setProperty("nexs.pool.maximum-size", String.valueOf(Contender.SIZE))
                        .setProperty("nexs.pool.minimum-idle", String.valueOf(Contender.SIZE)));
    }

    private static SessionFactory factory(boolean delayed, Consumer<Configuration> connections) {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(BenchRow.class)
                .setProperty("hibernate.connection.provider_disables_autocommit", String.valueOf(delayed));
        connections.accept(configuration);
        return configuration.buildSessionFactory();
    }
}
