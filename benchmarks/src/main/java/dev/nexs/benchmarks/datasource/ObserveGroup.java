package dev.nexs.benchmarks.datasource;

import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Jmh;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.util.Arrays;

/** What hooks, meters, spans and the safety monitor cost a select, beside what others put around a pool for the same. */
public final class ObserveGroup implements Group {

    /** Found by its name in {@code META-INF/services}. */
    public ObserveGroup() {}

    @Override
    public String name() {
        return "observe";
    }

    @Override
    public void run(Mode mode, Report report) throws Exception {
        try (Cluster cluster = Cluster.start(c -> c.replicas(0))) {
            cluster.primary()
                    .execute(
                            "create table bench (id bigint primary key, name text not null)",
                            "insert into bench values (1, 'row 1')",
                            "analyze bench");
            try (Connection connection = cluster.primary().connect()) {
                report.server(connection);
            }
            String primary = cluster.primary().host() + ":" + cluster.primary().port();
            Servers servers = new Servers(primary, primary, cluster.database(), cluster.username(), cluster.password());
            report.add(Jmh.run(
                    WatchedSelectBenchmark.class,
                    "watchedSelect",
                    Arrays.stream(Watching.values()).map(Enum::name).toList(),
                    servers.properties(),
                    mode,
                    "pools of 8, replies from memory"));
        }
    }
}
