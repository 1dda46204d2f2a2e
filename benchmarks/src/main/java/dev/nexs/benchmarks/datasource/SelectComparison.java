package dev.nexs.benchmarks.datasource;

import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Operation;
import dev.nexs.benchmarks.harness.Report;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/** A select by primary key, auto-commit, from four threads: on the primary, and on the replica after setReadOnly. */
final class SelectComparison {

    private static final int THREADS = 4;

    private SelectComparison() {}

    static void run(Servers servers, int rows, Mode mode, Report report) throws Exception {
        compare(
                "primary-key select",
                false,
                servers,
                rows,
                mode,
                report,
                Contender.HIKARI,
                Contender.NEXS,
                Contender.NEXS_ROUTED,
                Contender.SPRING_LAZY,
                Contender.AWS_SPLITTING);
        compare(
                "primary-key select after setReadOnly(true)",
                true,
                servers,
                rows,
                mode,
                report,
                Contender.HIKARI,
                Contender.NEXS_ROUTED,
                Contender.SPRING_ROUTED,
                Contender.AWS_SPLITTING);
    }

    private static void compare(
            String name, boolean readOnly, Servers servers, int rows, Mode mode, Report report, Contender... contenders)
            throws Exception {
        List<Contender.Open> opened = new ArrayList<>();
        try {
            Comparison comparison = Comparison.of(name, "4 columns, " + rows + " rows, auto-commit")
                    .threads(THREADS);
            for (Contender contender : contenders) {
                Contender.Open open = contender.open(servers);
                opened.add(open);
                comparison.contender(contender.name(), select(open.source(), readOnly, rows));
            }
            report.add(comparison.run(mode));
        } finally {
            for (Contender.Open open : opened) {
                open.close();
            }
        }
    }

    private static Operation select(DataSource source, boolean readOnly, int rows) {
        return () -> {
            try (Connection connection = source.getConnection()) {
                if (readOnly) {
                    connection.setReadOnly(true);
                }
                try (PreparedStatement statement = connection.prepareStatement("select * from bench where id = ?")) {
                    statement.setLong(1, 1 + ThreadLocalRandom.current().nextLong(rows));
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        row.getString(2);
                    }
                }
            }
        };
    }
}
