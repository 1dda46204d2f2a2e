package dev.nexs.orm.doctor;

import dev.nexs.orm.observe.internal.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an examination found. No text in it contains a password: evidence is made of names and figures of the server.
 *
 * @param findings what was found, the worst first
 * @param examined how many things were looked at: checks of an examination, columns of a comparison
 */
public record Diagnosis(List<Finding> findings, int examined) {

    /** Sorts: the worst first, then by id and subject. */
    public Diagnosis {
        findings = findings.stream()
                .distinct()
                .sorted(Comparator.comparing(Finding::severity)
                        .thenComparing(Finding::id)
                        .thenComparing(Finding::subject)
                        .thenComparing(Finding::evidence))
                .toList();
    }

    /** {@return whether there is no error among the findings} */
    public boolean ok() {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /** {@return the findings of one id} */
    public List<Finding> findings(String id) {
        return findings.stream().filter(finding -> finding.id().equals(id)).toList();
    }

    /** {@return how many findings are as bad as this} */
    public long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    /** {@return this and another diagnosis as one} */
    public Diagnosis and(Diagnosis other) {
        return new Diagnosis(
                java.util.stream.Stream.concat(findings.stream(), other.findings.stream())
                        .toList(),
                examined + other.examined);
    }

    /** {@return as JSON: whether it is well, what was looked at, and each finding} */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ok", ok());
        json.put("examined", examined);
        json.put("findings", findings.stream().map(Diagnosis::json).toList());
        return Json.of(json);
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", finding.id());
        json.put("severity", finding.severity());
        json.put("subject", finding.subject());
        json.put("evidence", finding.evidence());
        json.put("remedy", finding.remedy());
        return json;
    }

    /** {@return as SARIF 2.1.0, which tools that gather the findings of many checkers read} */
    public String toSarif() {
        List<Map<String, Object>> rules = findings.stream()
                .map(Finding::id)
                .distinct()
                .map(id -> Map.<String, Object>of("id", id))
                .toList();
        List<Map<String, Object>> results = findings.stream()
                .map(finding -> {
                    Map<String, Object> result = new LinkedHashMap<>();
                    result.put("ruleId", finding.id());
                    result.put(
                            "level",
                            switch (finding.severity()) {
                                case ERROR -> "error";
                                case WARNING -> "warning";
                                case NOTE -> "note";
                            });
                    result.put("message", Map.of("text", finding.evidence() + ". " + finding.remedy()));
                    result.put(
                            "locations",
                            List.of(Map.of(
                                    "logicalLocations", List.of(Map.of("fullyQualifiedName", finding.subject())))));
                    return result;
                })
                .toList();
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "nexs");
        driver.put("rules", rules);
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("results", results);
        Map<String, Object> sarif = new LinkedHashMap<>();
        sarif.put("version", "2.1.0");
        sarif.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        sarif.put("runs", List.of(run));
        return Json.of(sarif);
    }

    @Override
    public String toString() {
        return findings.isEmpty()
                ? "nothing found in " + examined + " checks"
                : findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }
}
