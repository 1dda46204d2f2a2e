package dev.nexs.orm.observe;

import dev.nexs.orm.observe.internal.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong, or about to be, with how a datasource is used, at one moment. No text in it holds a value: statements are
 * shown with {@code ?} for each literal.
 *
 * @param at the moment
 * @param watched whether borrowers are watched, by {@code nexs.safety}; without, only the JVM and the server were asked
 * @param findings what was found
 * @param holders who has which connection, the oldest first
 */
public record SafetyReport(Instant at, boolean watched, List<Finding> findings, List<Holder> holders) {

    /** What may be found. */
    public enum Concern {
        /** A connection was not given back for longer than the threshold. */
        HELD_LONG,
        /** Two threads used a connection at once. */
        SHARED,
        /** Threads of this JVM wait for each other. */
        JVM_DEADLOCK,
        /** The server ended a statement as the victim of a deadlock. */
        SERVER_DEADLOCK,
        /** A session waits for another's lock. */
        LOCK_WAIT,
        /** A session is idle inside its transaction. */
        IDLE_IN_TRANSACTION,
        /** A statement runs for longer than the threshold. */
        LONG_STATEMENT,
        /** Commits wait for the server's notification lock, or its queue fills up. */
        NOTIFICATIONS,
        /** Something grows from look to look. */
        GROWTH,
        /** The server could not be asked. */
        NOT_ASKED
    }

    /**
     * One thing that was found.
     *
     * @param kind what it is
     * @param text one sentence, with who and where
     * @param age for how long it has been so, where that is known
     * @param stacks the threads that have to do with it, each as one text
     */
    public record Finding(
            Concern kind, String text, @Nullable Duration age, List<String> stacks) {

        /** Copies what is mutable. */
        public Finding {
            stacks = List.copyOf(stacks);
        }
    }

    /**
     * Who has a connection.
     *
     * @param node where it leads
     * @param backend the server's process
     * @param thread the borrower's name
     * @param age for how long
     * @param statement what was sent on it last, or null
     * @param stack where it was borrowed
     */
    public record Holder(
            String node,
            int backend,
            String thread,
            Duration age,
            @Nullable String statement,
            String stack) {}

    /** Copies what is mutable. */
    public SafetyReport {
        findings = List.copyOf(findings);
        holders = List.copyOf(holders);
    }

    /** {@return what was found of one kind} */
    public List<Finding> of(Concern kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /** {@return this report as JSON} Ages are in ms. */
    public String toJson() {
        List<Object> found = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("kind", finding.kind());
            json.put("text", finding.text());
            json.put("ageMillis", finding.age());
            json.put("stacks", finding.stacks());
            found.add(json);
        }
        List<Object> held = new ArrayList<>();
        for (Holder holder : holders) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("node", holder.node());
            json.put("backend", holder.backend());
            json.put("thread", holder.thread());
            json.put("ageMillis", holder.age());
            json.put("statement", holder.statement());
            json.put("stack", holder.stack());
            held.add(json);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("at", at);
        report.put("watched", watched);
        report.put("findings", found);
        report.put("holders", held);
        return Json.of(report);
    }
}
