package dev.nexs.orm.doctor.internal;

import dev.nexs.orm.doctor.Diagnosis;
import dev.nexs.orm.doctor.Finding;
import dev.nexs.orm.doctor.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What an examination writes down. An id that the list of ids does not have is a mistake of the check's author. */
public final class Notes {

    /** All ids, as docs/cli.md explains them. */
    public static final List<String> IDS = List.of(
            "settings.invalid",
            "node.unreachable",
            "node.login",
            "node.lag",
            "node.attention",
            "cluster.primary",
            "cluster.single-node",
            "cluster.unknown-replica",
            "cluster.timeline",
            "replication.slot-inactive",
            "replication.slot-lost",
            "replication.slot-retained",
            "tls.off",
            "tls.hba-trust",
            "tls.password-md5",
            "pool.arithmetic",
            "pool.role-limit",
            "server.durability",
            "server.version",
            "server.idle-in-transaction",
            "server.statements-extension",
            "server.wraparound",
            "server.notification-queue",
            "role.superuser",
            "role.bypass-rls",
            "role.privilege",
            "rls.not-forced",
            "rls.no-policy",
            "index.foreign-key",
            "index.invalid",
            "index.unused",
            "index.duplicate",
            "index.soft-delete",
            "index.json",
            "index.tenant",
            "index.polymorphic",
            "sequence.exhaustion",
            "table.bloat",
            "query.full-scan",
            "query.unplanned",
            "catalogue.unreadable",
            "database.unreadable",
            "schema.nothing-compared",
            "schema.table",
            "schema.column",
            "schema.type",
            "schema.type-unknown",
            "schema.length",
            "schema.nullability",
            "schema.default",
            "schema.extra-column",
            "schema.enum",
            "schema.foreign-key",
            "schema.unique",
            "schema.index",
            "schema.sequence",
            "schema.policy");

    private final List<Finding> findings = new ArrayList<>();
    private int examined;

    /** Writes down an error. */
    public void error(String id, String subject, String evidence, String remedy) {
        add(id, Severity.ERROR, subject, evidence, remedy);
    }

    /** Writes down a warning. */
    public void warn(String id, String subject, String evidence, String remedy) {
        add(id, Severity.WARNING, subject, evidence, remedy);
    }

    /** Writes down a note. */
    public void note(String id, String subject, String evidence, String remedy) {
        add(id, Severity.NOTE, subject, evidence, remedy);
    }

    private void add(String id, Severity severity, String subject, String evidence, String remedy) {
        if (!IDS.contains(id)) {
            throw new IllegalArgumentException("There is no finding called " + id);
        }
        findings.add(new Finding(id, severity, subject, evidence, remedy));
    }

    /** Counts what was looked at. */
    public void examined(int things) {
        examined += things;
    }

    /** {@return what was written down} */
    public Diagnosis diagnosis() {
        return new Diagnosis(findings, examined);
    }

    /** What is done with a row. */
    public interface Row {
        /** Reads the current row. */
        void read(ResultSet row) throws SQLException;
    }

    /** Runs one check. What cannot be read for want of a privilege is a finding, and the next check goes on. */
    public void check(Connection connection, String what, String sql, Row each, Object... arguments)
            throws SQLException {
        examined++;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                query.setObject(i + 1, arguments[i]);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    each.read(rows);
                }
            }
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) {
                throw e;
            }
            note(
                    "catalogue.unreadable",
                    what,
                    "Not examined: " + e.getMessage(),
                    "Grant the login pg_monitor to have it examined");
        }
    }
}
