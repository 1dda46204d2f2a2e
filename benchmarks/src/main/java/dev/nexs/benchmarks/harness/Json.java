package dev.nexs.benchmarks.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The same figures for programs. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static String of(
            String group,
            Map<String, String> environment,
            List<Result> results,
            List<Timings> timings,
            List<String> notes) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("group", group);
        document.put("environment", environment);
        document.put("results", results.stream().map(Json::result).toList());
        document.put("timings", timings.stream().map(Json::timings).toList());
        document.put("notes", notes);
        return MAPPER.writeValueAsString(document) + "\n";
    }

    private static Map<String, Object> result(Result result) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", result.name());
        members.put("shape", result.shape());
        members.put("threads", result.threads());
        members.put("rows", result.rows().stream().map(Json::row).toList());
        return members;
    }

    private static Map<String, Object> timings(Timings timings) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", timings.name());
        members.put("shape", timings.shape());
        members.put("rows", timings.rows().stream().map(Json::row).toList());
        return members;
    }

    private static Map<String, Object> row(Timings.Row row) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("contender", row.contender());
        members.put("nanos", row.nanos());
        members.put(
                "ratio",
                List.of(row.ratio().lower(), row.ratio().median(), row.ratio().upper()));
        members.put("bytes", row.bytes());
        return members;
    }

    private static Map<String, Object> row(Result.Row row) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("contender", row.contender());
        members.put("operationsPerSecond", row.operationsPerSecond());
        members.put(
                "ratio",
                List.of(row.ratio().lower(), row.ratio().median(), row.ratio().upper()));
        members.put("cpuMicros", row.cpuMicros());
        members.put(
                "extraCpuMicros",
                List.of(
                        row.extraCpuMicros().lower(),
                        row.extraCpuMicros().median(),
                        row.extraCpuMicros().upper()));
        members.put("bytes", row.bytes());
        members.put("p50Micros", row.p50Micros());
        members.put("p99Micros", row.p99Micros());
        return members;
    }
}
