package dev.nexs.tenancy;

import java.util.List;

/**
 * What an audit found.
 *
 * @param findings ways in which a tenant could see or change what is another's; there has to be none
 * @param advice what is not a hole and should be better
 */
public record AuditReport(List<String> findings, List<String> advice) {

    /** Copies what is mutable. */
    public AuditReport {
        findings = List.copyOf(findings);
        advice = List.copyOf(advice);
    }

    /** {@return whether nothing was found} */
    public boolean ok() {
        return findings.isEmpty();
    }

    @Override
    public String toString() {
        return findings.isEmpty()
                ? "no findings"
                : findings.size() + " findings:\n  - " + String.join("\n  - ", findings);
    }
}
