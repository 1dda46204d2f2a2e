package dev.nexs.benchmarks.datasource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Borrowing and giving back; real connections, no round trip. */
@State(Scope.Benchmark)
public class BorrowBenchmark {

    private static final String SELECT = "select * from bench where id = ?";

    /** Whose connections. */
    @Param("HIKARI")
    public String contender = "HIKARI";

    private Contender.Open open;

    /** Opens the contender's pools. */
    @Setup
    public void open() {
        open = Contender.valueOf(contender).open(Servers.fromProperties());
    }

    /** Closes them. */
    @TearDown
    public void close() throws Exception {
        open.close();
    }

    /** Nothing but that. */
    @Benchmark
    public Object borrow() throws SQLException {
        try (Connection connection = open.source().getConnection()) {
            return connection;
        }
    }

    /** With a statement that is prepared and not run. */
    @Benchmark
    public Object borrowAndPrepare() throws SQLException {
        try (Connection connection = open.source().getConnection();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            return statement;
        }
    }

    /** The same after saying that nothing will be written. */
    @Benchmark
    public Object borrowReadOnlyAndPrepare() throws SQLException {
        try (Connection connection = open.source().getConnection()) {
            connection.setReadOnly(true);
            try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
                return statement;
            }
        }
    }
}
