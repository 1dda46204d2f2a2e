package dev.nexs.benchmarks.datasource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The client's part of borrowing, a select by primary key and giving back: replies come from memory. */
@State(Scope.Benchmark)
public class SelectBenchmark {

    /** Whose connections. */
    @Param("HIKARI")
    public String contender = "HIKARI";

    private Contender.Open open;

    /** Opens the contender's pools. */
    @Setup
    public void open() {
        open = Contender.valueOf(contender).open(Servers.fromProperties().withReplay());
    }

    /** Closes them. */
    @TearDown
    public void close() throws Exception {
        open.close();
    }

    /** On the primary. */
    @Benchmark
    public String select() throws SQLException {
        return name(open.source());
    }

    static String name(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return name(connection);
        }
    }

    /** On the replica where there is one. */
    @Benchmark
    public String selectReadOnly() throws SQLException {
        try (Connection connection = open.source().getConnection()) {
            connection.setReadOnly(true);
            return name(connection);
        }
    }

    private static String name(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select * from bench where id = ?")) {
            statement.setLong(1, 1);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(2);
            }
        }
    }
}
