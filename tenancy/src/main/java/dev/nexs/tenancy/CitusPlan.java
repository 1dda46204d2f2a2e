package dev.nexs.tenancy;

import java.util.List;

/**
 * How the tables of tenants are spread over a Citus cluster.
 *
 * @param statements to run once, after the tables are made
 * @param findings what Citus would refuse, or answer by asking every node; there has to be none
 */
public record CitusPlan(List<String> statements, List<String> findings) {

    /** Copies what is mutable. */
    public CitusPlan {
        statements = List.copyOf(statements);
        findings = List.copyOf(findings);
    }
}
