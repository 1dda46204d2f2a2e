package dev.nexs.cli;

import dev.nexs.orm.doctor.Diagnosis;
import dev.nexs.orm.doctor.Finding;
import dev.nexs.orm.doctor.Severity;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** How a command writes: text for people, JSON for programs. */
final class Report {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(names = "--json", description = "Write JSON")
    boolean json;

    boolean isJson() {
        return json;
    }

    static PrintWriter out(CommandSpec spec) {
        return spec.commandLine().getOut();
    }

    void write(CommandSpec spec, Object value) {
        out(spec).println(JSON.writeValueAsString(value));
    }

    /** Writes a diagnosis and {@return the exit code that it amounts to} */
    int write(CommandSpec spec, Diagnosis diagnosis) {
        PrintWriter out = out(spec);
        if (json) {
            out.println(diagnosis.toJson());
        } else {
            for (Finding finding : diagnosis.findings()) {
                out.println(finding.severity() + "  " + finding.id() + "  " + finding.subject());
                out.println("    " + finding.evidence() + ".");
                out.println("    -> " + finding.remedy());
            }
            out.println(summary(diagnosis));
        }
        return diagnosis.ok() ? 0 : Nexs.FOUND;
    }

    private static String summary(Diagnosis diagnosis) {
        return diagnosis.examined() + " things examined: "
                + String.join(
                        ", ",
                        Arrays.stream(Severity.values())
                                .map(severity -> diagnosis.count(severity) + " "
                                        + severity.name().toLowerCase(Locale.ROOT)
                                        + (diagnosis.count(severity) == 1 ? "" : "s"))
                                .toList());
    }

    /** Writes rows below their headings, each column as wide as it needs. */
    static void table(PrintWriter out, List<String> heading, List<List<String>> rows) {
        int[] widths = heading.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        line(out, heading, widths);
        rows.forEach(row -> line(out, row, widths));
    }

    private static void line(PrintWriter out, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : "  ").append(cells.get(i));
            if (i < widths.length - 1) {
                line.append(" ".repeat(widths[i] - cells.get(i).length()));
            }
        }
        out.println(line.toString().stripTrailing());
    }
}
