package dev.nexs.orm.doctor;

import java.util.Objects;

/**
 * One thing that was found.
 *
 * @param id what kind of thing, such as {@code index.foreign-key}; it stays the same from release to release
 * @param severity how much it matters
 * @param subject what it was found at: a node, a table, a column
 * @param evidence what was seen there, a sentence
 * @param remedy what to do, a sentence or a statement
 */
public record Finding(String id, Severity severity, String subject, String evidence, String remedy) {

    /** Checks that nothing is missing. */
    public Finding {
        Objects.requireNonNull(id);
        Objects.requireNonNull(severity);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(evidence);
        Objects.requireNonNull(remedy);
    }

    @Override
    public String toString() {
        return severity + " " + id + " " + subject + ": " + evidence + ". " + remedy;
    }
}
