package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.bulk.internal.CopyBuffer;
import dev.nexs.orm.bulk.internal.PgType;
import dev.nexs.orm.bulk.internal.TextForm;
import dev.nexs.orm.bulk.internal.UnsuitableValueException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes the values of one attribute into one column. Used by one thread. */
final class FieldWriter {

    private final String subject;
    private final String attribute;
    private final String column;
    private final String definition;
    private final boolean required;
    private final boolean first;
    private final PgType.@Nullable Writer binary;
    private final UnaryOperator<@Nullable Object> conversion;

    /**
     * A writer.
     *
     * @param required whether null is refused
     * @param first whether it is the first of its line
     * @param binary the binary form, or null for text
     * @param conversion makes what JDBC would get
     */
    FieldWriter(
            String subject,
            String attribute,
            String column,
            String definition,
            boolean required,
            boolean first,
            PgType.@Nullable Writer binary,
            UnaryOperator<@Nullable Object> conversion) {
        this.subject = subject;
        this.attribute = attribute;
        this.column = column;
        this.definition = definition;
        this.required = required;
        this.first = first;
        this.binary = binary;
        this.conversion = conversion;
    }

    /** A writer of constants and keys, whose values are relational already. */
    FieldWriter relational() {
        return new FieldWriter(
                subject, attribute, column, definition, required, first, binary, UnaryOperator.identity());
    }

    /** Writes a value of the domain. */
    void write(@Nullable Object value, CopyBuffer into) {
        try {
            Object relational = value == null ? null : conversion.apply(value);
            if (relational == null) {
                writeNull(into);
            } else if (binary == null) {
                into.textField(first, TextForm.of(relational));
            } else if (!binary.write(into, relational)) {
                throw new UnsuitableValueException(
                        "42804",
                        subject + "." + attribute + " is a "
                                + relational.getClass().getName() + ", for which column " + column + ", "
                                + definition + ", has no room",
                        attribute,
                        column,
                        null);
            }
        } catch (UnsuitableValueException e) {
            throw e.column() != null ? e : blamed(e.sqlState(), e.getMessage(), null);
        } catch (RuntimeException e) {
            throw blamed("22000", "it cannot be converted", e);
        }
    }

    private UnsuitableValueException blamed(String sqlState, @Nullable String message, @Nullable Throwable cause) {
        return new UnsuitableValueException(
                sqlState, subject + "." + attribute + ": " + message, attribute, column, cause);
    }

    private void writeNull(CopyBuffer into) {
        if (required) {
            throw new UnsuitableValueException(
                    "23502",
                    subject + "." + attribute + " is null, but column " + column + " is NOT NULL",
                    attribute,
                    column,
                    null);
        }
        if (binary == null) {
            into.textField(first, null);
        } else {
            into.nullField();
        }
    }

    void writeInt(int value, CopyBuffer into) {
        into.int4(value);
    }

    void writeLong(long value, CopyBuffer into) {
        into.int8(value);
    }

    void writeShort(short value, CopyBuffer into) {
        into.int2(value);
    }

    void writeBoolean(boolean value, CopyBuffer into) {
        into.bool(value);
    }

    void writeFloat(float value, CopyBuffer into) {
        into.float4(value);
    }

    void writeDouble(double value, CopyBuffer into) {
        into.float8(value);
    }
}
