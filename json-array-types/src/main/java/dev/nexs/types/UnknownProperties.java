package dev.nexs.types;

/** What happens to a property of a stored document that the attribute's class does not have. */
public enum UnknownProperties {
    /**
     * It is skipped when the document is read. It is lost when the document is next written as a whole; give the class
     * a {@code @JsonAnySetter} to keep it.
     */
    IGNORE,
    /** Reading the row fails with a {@link JsonbValueException}. */
    FAIL
}
