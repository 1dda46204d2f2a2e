package dev.nexs.types.internal.array;

import dev.nexs.types.ArrayValueException;
import dev.nexs.types.internal.json.Contents;
import dev.nexs.types.internal.json.Shapes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the arrays of one attribute as PostgreSQL's text, reads them back, compares and copies them. */
public final class ArrayCodec {

    private static final int FIRST_BOUND = 16;
    private static final int DIMENSION_BYTES = 8;

    private static final Contents CONTENTS = new Contents(Shapes.ofElements());

    private final String subject;
    private final ArrayShape shape;
    private final Element element;

    /** A codec for the attribute that messages call {@code subject}. */
    public ArrayCodec(String subject, ArrayShape shape, Element element) {
        this.subject = subject;
        this.shape = shape;
        this.element = element;
    }

    /** PostgreSQL's name for the type of the array. */
    public String sqlType() {
        return element.sqlType() + "[]";
    }

    /** Whether a flush has nothing to send. */
    public boolean same(@Nullable Object one, @Nullable Object other) {
        return CONTENTS.same(one, other)
                || (one != null && other != null && write(one).equals(write(other)));
    }

    /** A copy that shares nothing but the elements. */
    public @Nullable Object copy(@Nullable Object value) {
        return value == null ? null : copy(value, 0);
    }

    private Object copy(Object holder, int depth) {
        Level level = shape.levels().get(depth);
        @Nullable Object[] values = level.values(holder).toArray();
        if (depth + 1 < shape.dimensions()) {
            for (int i = 0; i < values.length; i++) {
                Object row = values[i];
                values[i] = row == null ? null : copy(row, depth + 1);
            }
        }
        return level.hold(values);
    }

    /** The text of the array. */
    public String write(Object value) {
        StringBuilder text = new StringBuilder();
        int[] lengths = new int[shape.dimensions()];
        Arrays.fill(lengths, -1);
        write(value, 0, lengths, text);
        return text.toString();
    }

    private void write(Object holder, int depth, int[] lengths, StringBuilder text) {
        List<@Nullable Object> values = shape.levels().get(depth).values(holder);
        checkLength(values.size(), depth, lengths);
        text.append('{');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            writeValue(values.get(i), depth + 1, lengths, text);
        }
        text.append('}');
    }

    private void writeValue(@Nullable Object value, int depth, int[] lengths, StringBuilder text) {
        if (depth < shape.dimensions()) {
            if (value == null) {
                throw new ArrayValueException(
                        subject + ": a row of dimension " + depth + " is null. PostgreSQL arrays have no missing rows;"
                                + " fill the row with null elements instead.",
                        null);
            }
            write(value, depth, lengths, text);
        } else if (value == null) {
            text.append("NULL");
        } else {
            quote(text(value), text);
        }
    }

    private String text(Object value) {
        try {
            return element.write().apply(value);
        } catch (IllegalArgumentException e) {
            throw new ArrayValueException(subject + ": " + e.getMessage(), e);
        }
    }

    private void quote(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                throw new ArrayValueException(
                        subject + ": an element holds the character U+0000, which PostgreSQL cannot store. Remove it.",
                        null);
            }
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    private void checkLength(int length, int depth, int[] lengths) {
        if (lengths[depth] < 0) {
            lengths[depth] = length;
        }
        if (lengths[depth] != length) {
            throw new ArrayValueException(
                    subject + ": the rows of dimension " + (depth + 1) + " have " + lengths[depth] + " and " + length
                            + " elements. PostgreSQL arrays are rectangular; pad the rows with null, or store the"
                            + " value with @JsonbColumn.",
                    null);
        }
        if (length == 0 && depth > 0) {
            throw new ArrayValueException(
                    subject + ": the rows of dimension " + (depth + 1) + " are empty. PostgreSQL has no array of empty"
                            + " rows; store an empty array.",
                    null);
        }
    }

    /** The value of a stored array in text form. */
    public Object read(String text) {
        try {
            return value(ArrayLiteral.parse(text), 0, value -> element.read().apply((String) value));
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }

    /** The value of an array that the driver decoded from its binary form, which began with these bytes. */
    public Object read(byte[] header, Object decoded) {
        try {
            checkBounds(header);
            return value((Object[]) decoded, 0, this::fromDriver);
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }

    private Object fromDriver(Object value) {
        return element.javaType().isInstance(value) ? value : element.read().apply(value.toString());
    }

    private static void checkBounds(byte[] header) {
        for (int at = FIRST_BOUND, left = header[3]; left > 0; at += DIMENSION_BYTES, left--) {
            int bound = ByteBuffer.wrap(header).getInt(at);
            if (bound != 1) {
                throw new IllegalArgumentException("its first index is " + bound
                        + ", and an array whose first index is not 1 cannot be given back as it is");
            }
        }
    }

    private Object value(@Nullable Object[] values, int depth, Function<Object, Object> reader) {
        boolean innermost = depth + 1 == shape.dimensions();
        @Nullable Object[] read = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof Object[] row) {
                if (innermost) {
                    throw dimensions();
                }
                read[i] = value(row, depth + 1, reader);
            } else if (!innermost) {
                throw dimensions();
            } else {
                read[i] = value == null ? null : reader.apply(value);
            }
        }
        return shape.levels().get(depth).hold(read);
    }

    private IllegalArgumentException dimensions() {
        return new IllegalArgumentException("it does not have " + shape.dimensions() + " dimensions");
    }

    private ArrayValueException unreadable(RuntimeException e) {
        return new ArrayValueException(
                subject + ": the stored array does not fit the attribute: " + e.getMessage() + ".", e);
    }
}
