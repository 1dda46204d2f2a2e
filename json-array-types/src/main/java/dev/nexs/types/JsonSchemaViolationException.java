package dev.nexs.types;

import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.HibernateException;

/** A document that breaks its schema. The statement was not sent. */
public final class JsonSchemaViolationException extends HibernateException {

    private final String attribute;
    private final List<JsonSchemaViolation> violations;

    /** Creates it for the attribute, named with its entity. */
    public JsonSchemaViolationException(String attribute, String schema, List<JsonSchemaViolation> violations) {
        super(attribute + " breaks its schema " + schema + " in " + violations.size()
                + (violations.size() == 1 ? " place: " : " places: ")
                + violations.stream().map(JsonSchemaViolation::toString).collect(Collectors.joining("; ")));
        this.attribute = attribute;
        this.violations = List.copyOf(violations);
    }

    /** The attribute, named with its entity. */
    public String attribute() {
        return attribute;
    }

    /** Every violation, in the order of the document. */
    public List<JsonSchemaViolation> violations() {
        return violations;
    }
}
