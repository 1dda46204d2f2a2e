package dev.nexs.benchmarks.datasource;

import static dev.nexs.benchmarks.datasource.Contender.HIKARI;
import static dev.nexs.benchmarks.datasource.Contender.HIKARI_SAFE;
import static dev.nexs.benchmarks.datasource.Contender.NEXS_CLUSTER;
import static dev.nexs.benchmarks.datasource.Contender.NEXS_ROUTED;

import dev.nexs.benchmarks.harness.CpuDifference;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;

/**
 * What a select by primary key costs one client thread above the same on a HikariCP pool. A limit on the wait for a reply,
 * which Nexs sets and a bare pool does not, makes the Java runtime poll the socket before it reads; that is measured by
 * itself, and Nexs is compared with a pool that has the same limit.
 */
final class SelectCpu {

    private SelectCpu() {}

    static void run(Servers servers, int rows, Mode mode, Report report) throws Exception {
        Comparisons comparisons = new Comparisons(servers, rows, mode, report);
        comparisons.add("a second bare HikariCP pool (the method's own error)", HIKARI, HIKARI, false);
        comparisons.add("HikariCP with socketTimeout", HIKARI, HIKARI_SAFE, false);
        comparisons.add("Nexs getConnection()", HIKARI_SAFE, NEXS_CLUSTER, false);
        comparisons.add("Nexs routing()", HIKARI_SAFE, NEXS_ROUTED, false);
        comparisons.add("Nexs routing(), read-only on the replica", HIKARI_SAFE, NEXS_ROUTED, true);
        comparisons.add("Nexs routing()", HIKARI, NEXS_ROUTED, false);
    }

    private record Comparisons(Servers servers, int rows, Mode mode, Report report) {

        void add(String what, Contender baseline, Contender contender, boolean readOnly) throws Exception {
            try (Contender.Open base = baseline.open(servers);
                    Contender.Open other = contender.open(servers)) {
                CpuDifference difference = CpuDifference.between(
                        SelectComparison.select(base.source(), readOnly, rows),
                        SelectComparison.select(other.source(), readOnly, rows),
                        mode);
                report.note("Client CPU of a primary-key select, " + what + " against " + baseline + ": " + difference
                        + ".");
            }
        }
    }
}
