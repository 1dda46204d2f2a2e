package dev.nexs.benchmarks.harness;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The same figures for programs. Written by hand, so that no JSON library is on the class path that is measured. */
final class Json {

    private Json() {}

    static String of(
            String group,
            Map<String, String> environment,
            List<Result> results,
            List<Timings> timings,
            List<String> notes) {
        return "{\"group\":" + text(group)
                + ",\"environment\":{"
                + environment.entrySet().stream()
                        .map(entry -> text(entry.getKey()) + ":" + text(entry.getValue()))
                        .collect(Collectors.joining(","))
                + "},\"results\":[" + results.stream().map(Json::result).collect(Collectors.joining(","))
                + "],\"timings\":["
                + timings.stream().map(Json::timings).collect(Collectors.joining(","))
                + "],\"notes\":[" + notes.stream().map(Json::text).collect(Collectors.joining(","))
                + "]}\n";
    }

    private static String result(Result result) {
        return "{\"name\":" + text(result.name()) + ",\"shape\":" + text(result.shape()) + ",\"threads\":"
                + result.threads() + ",\"rows\":["
                + result.rows().stream().map(Json::row).collect(Collectors.joining(",")) + "]}";
    }

    private static String timings(Timings timings) {
        return "{\"name\":" + text(timings.name()) + ",\"shape\":" + text(timings.shape()) + ",\"rows\":["
                + timings.rows().stream().map(Json::row).collect(Collectors.joining(",")) + "]}";
    }

    private static String row(Timings.Row row) {
        return String.format(
                Locale.ROOT,
                "{\"contender\":%s,\"nanos\":%.1f,\"ratio\":[%.4f,%.4f,%.4f],\"bytes\":%.1f}",
                text(row.contender()),
                row.nanos(),
                row.ratio().lower(),
                row.ratio().median(),
                row.ratio().upper(),
                row.bytes());
    }

    private static String row(Result.Row row) {
        return String.format(
                Locale.ROOT,
                "{\"contender\":%s,\"operationsPerSecond\":%.1f,\"ratio\":[%.4f,%.4f,%.4f],\"cpuMicros\":%.3f,"
                        + "\"extraCpuMicros\":[%.3f,%.3f,%.3f],\"bytes\":%.1f,\"p50Micros\":%.1f,\"p99Micros\":%.1f}",
                text(row.contender()),
                row.operationsPerSecond(),
                row.ratio().lower(),
                row.ratio().median(),
                row.ratio().upper(),
                row.cpuMicros(),
                row.extraCpuMicros().lower(),
                row.extraCpuMicros().median(),
                row.extraCpuMicros().upper(),
                row.bytes(),
                row.p50Micros(),
                row.p99Micros());
    }

    private static String text(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char character : value.toCharArray()) {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
