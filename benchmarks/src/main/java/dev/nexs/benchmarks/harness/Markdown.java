package dev.nexs.benchmarks.harness;

import java.util.Locale;

/** Tables for people. */
final class Markdown {

    private Markdown() {}

    static String table(Result result) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "**%s** (%s; %d thread%s)%n%n",
                result.name(),
                result.shape(),
                result.threads(),
                result.threads() == 1 ? "" : "s"));
        table.append("| | ops/s | ratio [95 %] | CPU µs | more CPU µs [95 %] | B/op | p50 µs | p99 µs |\n");
        table.append("|---|---|---|---|---|---|---|---|\n");
        for (Result.Row row : result.rows()) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %.2f [%.2f–%.2f] | %.2f | %.2f [%.2f–%.2f] | %,.0f | %,.1f | %,.1f |%n",
                    row.contender(),
                    row.operationsPerSecond(),
                    row.ratio().median(),
                    row.ratio().lower(),
                    row.ratio().upper(),
                    row.cpuMicros(),
                    row.extraCpuMicros().median(),
                    row.extraCpuMicros().lower(),
                    row.extraCpuMicros().upper(),
                    row.bytes(),
                    row.p50Micros(),
                    row.p99Micros()));
        }
        return table.toString();
    }

    static String table(Timings timings) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(Locale.ROOT, "**%s** (%s; JMH)%n%n", timings.name(), timings.shape()));
        table.append("| | ns | time ratio [95 %] | B/op |\n|---|---|---|---|\n");
        for (Timings.Row row : timings.rows()) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %.2f [%.2f–%.2f] | %,.0f |%n",
                    row.contender(),
                    row.nanos(),
                    row.ratio().median(),
                    row.ratio().lower(),
                    row.ratio().upper(),
                    row.bytes()));
        }
        return table.toString();
    }
}
