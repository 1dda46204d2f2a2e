package dev.nexs.examples.copy;

import dev.nexs.orm.bulk.Bulk;
import dev.nexs.orm.bulk.BulkResult;
import dev.nexs.orm.bulk.CopyFormat;
import dev.nexs.orm.bulk.OnError;
import dev.nexs.orm.bulk.Reject;
import dev.nexs.testing.Cluster;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** From a CSV file into a table, with what could not be loaded; then entities from a stream; then out again. */
public final class Main {

    private static final String FILE = """
            name,email,score
            Ann,ann@example.org,7
            Bob,bob@example.org,many
            Cid,ann@example.org,1
            ,dan@example.org,2
            "Eve, the last",eve@example.org,3
            """;

    private Main() {}

    /** Runs against a server that it starts. */
    public static void main(String[] arguments) {
        try (Cluster server = Cluster.start(c -> c.replicas(0));
                SessionFactory factory = new Configuration()
                        .addAnnotatedClass(Customer.class)
                        .setProperty("nexs.url", server.jdbcUrl())
                        .setProperty("nexs.username", server.username())
                        .setProperty("nexs.password", server.password())
                        .setProperty("hibernate.hbm2ddl.auto", "create")
                        .buildSessionFactory()) {
            Bulk bulk = Bulk.of(factory);

            BulkResult file = bulk.insertCsv(Customer.class, new StringReader(FILE), o -> o.onError(OnError.ISOLATE));
            System.out.println(file.rows() + " rows of the file are loaded");
            for (Reject reject : file.rejects()) {
                System.out.println("row " + reject.rowNumber() + " is not: " + reject.sqlState());
            }

            BulkResult stream = bulk.insert(
                    Customer.class,
                    IntStream.range(0, 100_000).mapToObj(i -> new Customer("c" + i, "c" + i + "@example.org")),
                    o -> o.parallelism(2));
            System.out.println(stream.rows() + " entities in " + stream.chunks() + " chunks");

            ByteArrayOutputStream out = new ByteArrayOutputStream();
            bulk.copyOut("select name, score from customer where score > 0 order by 1", out, CopyFormat.CSV);
            System.out.print(out.toString(StandardCharsets.UTF_8));
        }
    }
}
