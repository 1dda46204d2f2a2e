package dev.nexs.benchmarks.bulk;

import de.bytefish.pgbulkinsert.PgBulkInsert;
import de.bytefish.pgbulkinsert.mapping.AbstractMapping;
import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.bulk.Batch;
import dev.nexs.orm.bulk.Bulk;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.postgresql.PGConnection;

/** One server; each operation empties the table and loads it. */
public final class BulkGroup implements Group {

    private static final int ROWS = 50_000;
    private static final int STATEMENTS = 100;

    private final List<Narrow> rows =
            LongStream.range(0, ROWS).mapToObj(Narrow::new).toList();

    private final PgBulkInsert<Narrow> peer = new PgBulkInsert<>(new Mapping());

    /** For the service loader. */
    public BulkGroup() {}

    @Override
    public String name() {
        return "bulk";
    }

    @Override
    public void run(Mode mode, Report report) throws Exception {
        try (Cluster cluster = Cluster.start(c -> c.replicas(0));
                SessionFactory plain = sessions(cluster, "");
                NexsDataSource distant = distant(cluster);
                SessionFactory rewriting = sessions(cluster, "?reWriteBatchedInserts=true");
                Connection connection = cluster.primary().connect()) {
            report.server(connection);
            cluster.primary().execute("alter table narrow drop constraint narrow_pkey");
            report.add(loads(cluster, plain, rewriting, connection).run(mode));
            report.add(batches(cluster, distant).run(mode));
        }
    }

    private static SessionFactory sessions(Cluster cluster, String parameters) {
        return new Configuration()
                .addAnnotatedClass(Narrow.class)
                .setProperty("nexs.url", cluster.jdbcUrl() + parameters)
                .setProperty("nexs.username", cluster.username())
                .setProperty("nexs.password", cluster.password())
                .setProperty("nexs.pool.maximum-size", "3")
                .setProperty("hibernate.jdbc.batch_size", "1000")
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .buildSessionFactory();
    }

    private Comparison loads(Cluster cluster, SessionFactory plain, SessionFactory rewriting, Connection connection) {
        Bulk bulk = Bulk.of(plain);
        String file = "/tmp/nexs-benchmark-" + cluster.primary().port() + ".bin";
        bulk.insert(Narrow.class, rows);
        cluster.primary().executeAsSuperuser("copy narrow to '" + file + "' (format binary)");
        return Comparison.of("load " + ROWS + " rows", "5 columns, about 60 bytes, no index, truncated before each")
                .contender("server's COPY from a file", () -> {
                    empty(connection);
                    cluster.primary().executeAsSuperuser("copy narrow from '" + file + "' (format binary)");
                })
                .contender("PgBulkInsert", () -> {
                    empty(connection);
                    pgBulkInsert(connection);
                })
                .contender("Nexs bulk.insert", () -> {
                    empty(connection);
                    bulk.insert(Narrow.class, rows);
                })
                .contender("insertMultiple", () -> {
                    empty(connection);
                    plain.inStatelessTransaction(session -> session.insertMultiple(rows));
                })
                .contender("insertMultiple, rewritten", () -> {
                    empty(connection);
                    rewriting.inStatelessTransaction(session -> session.insertMultiple(rows));
                });
    }

    /** As its guide says: one mapping, kept, with its functions for primitives. */
    private static final class Mapping extends AbstractMapping<Narrow> {
        Mapping() {
            super("public", "narrow");
            mapLongPrimitive("id", row -> row.id);
            mapIntegerPrimitive("number", row -> row.number);
            mapText("name", row -> row.name);
            mapDoublePrimitive("price", row -> row.price);
            mapTimeStamp("moment", row -> row.moment);
        }
    }

    private void pgBulkInsert(Connection connection) throws SQLException {
        peer.saveAll(connection.unwrap(PGConnection.class), rows);
    }

    private static void empty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("truncate narrow");
        }
    }

    private static NexsDataSource distant(Cluster cluster) {
        return NexsDataSource.builder()
                .url(cluster.proxiedJdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .pool(p -> p.maximumSize(1))
                .build();
    }

    private static Comparison batches(Cluster cluster, NexsDataSource source) throws Exception {
        Bulk bulk = Bulk.of(source);
        cluster.proxy().latency(Duration.ofNanos(500_000));
        return Comparison.of(STATEMENTS + " mixed statements", "1 ms of distance, one transaction")
                .contender("one by one", () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(false);
                        for (int i = 0; i < STATEMENTS; i++) {
                            try (PreparedStatement statement = connection.prepareStatement(
                                    i % 2 == 0
                                            ? "select ?::int"
                                            : "update narrow set name = 'x' where id = ? and false")) {
                                statement.setInt(1, i);
                                statement.execute();
                            }
                        }
                        connection.commit();
                    }
                })
                .contender("Nexs batch", () -> {
                    Batch batch = bulk.batch();
                    for (int i = 0; i < STATEMENTS; i++) {
                        batch.add(
                                i % 2 == 0
                                        ? "select ?::int"
                                        : "update narrow set name = 'x' where id = ?::bigint and false",
                                i);
                    }
                    batch.execute();
                });
    }
}
