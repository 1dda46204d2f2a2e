package dev.nexs.benchmarks.datasource;

import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same select as {@link SelectBenchmark}'s, with somebody who watches: the difference is what watching costs. */
@State(Scope.Benchmark)
public class WatchedSelectBenchmark {

    /** Who watches. */
    @Param("NOBODY")
    public String contender = "NOBODY";

    private Contender.Open open;

    /** Opens the pools. */
    @Setup
    public void open() {
        open = Watching.valueOf(contender).open(Servers.fromProperties().withReplay());
    }

    /** Closes them. */
    @TearDown
    public void close() throws Exception {
        open.close();
    }

    /** Borrows, selects by primary key, gives back. */
    @Benchmark
    public String watchedSelect() throws SQLException {
        return SelectBenchmark.name(open.source());
    }
}
