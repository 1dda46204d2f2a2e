package dev.nexs.types;

import org.jspecify.annotations.Nullable;

/**
 * One place where a document breaks its schema.
 *
 * @param pointer the JSON pointer of the place; empty for the whole document
 * @param rule the keyword of the schema that is broken, such as {@code required} or {@code maximum}
 * @param message what is wrong, in words
 * @param value what is there, as JSON; null if nothing is
 */
public record JsonSchemaViolation(
        String pointer,
        String rule,
        String message,
        @Nullable String value) {

    /** Without the value: it may be a secret. */
    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the document" : pointer) + ": " + message + " (" + rule + ")";
    }
}
