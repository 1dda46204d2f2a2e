package dev.nexs.orm.bulk.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Rows of one COPY as the server reads them, kept until they are committed so that they can be sent again. Not
 * thread-safe.
 *
 * <p>Fields are appended straight into one array that is reused from load to load; nothing is allocated for a row of plain
 * columns. Where each row begins is noted, so that any range of rows can be sent by itself.
 */
public final class CopyBuffer {

    private static final int INITIAL = 1 << 16;
    private static final long[] POWERS = {1, 10, 100, 1000};

    private byte[] bytes = new byte[INITIAL];
    private int length;
    private int[] starts = new int[1024];
    private int[] rowNumbers = new int[1024];
    private int rows;

    /** Forgets everything but the room. */
    void clear() {
        length = 0;
        rows = 0;
    }

    /** {@return a copy of what is there} */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int rows() {
        return rows;
    }

    /** Where a line begins; of the line behind the last, where the last ends. */
    int start(int line) {
        return line == rows ? length : starts[line];
    }

    /** The row of the segment to which a line belongs. */
    int row(int line) {
        return rowNumbers[line];
    }

    /** {@return the first line whose row is not before {@code row}} */
    int firstLine(int row) {
        int found = Arrays.binarySearch(rowNumbers, 0, rows, row);
        return found < 0 ? -found - 1 : found;
    }

    /** Begins a line of the segment's row of that number. */
    void beginRow(int row) {
        if (rows == starts.length) {
            starts = Arrays.copyOf(starts, rows * 2);
            rowNumbers = Arrays.copyOf(rowNumbers, rows * 2);
        }
        starts[rows] = length;
        rowNumbers[rows] = row;
        rows++;
    }

    /** Takes back the lines of the segment's row of that number. */
    void undoRow(int row) {
        while (rows > 0 && rowNumbers[rows - 1] == row) {
            rows--;
            length = starts[rows];
        }
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    /** Two bytes as they are. */
    public void putShort(int value) {
        room(2);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
    }

    /** Four bytes as they are. */
    public void putInt(int value) {
        room(4);
        setInt(length, value);
        length += 4;
    }

    private void setInt(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    /** Eight bytes as they are. */
    public void putLong(long value) {
        room(8);
        setInt(length, (int) (value >> 32));
        setInt(length + 4, (int) value);
        length += 8;
    }

    /** One byte as it is. */
    public void putByte(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    /** Bytes as they are. */
    public void putBytes(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    /** A field that is null. */
    public void nullField() {
        putInt(-1);
    }

    /** Begins something whose length stands in front of it. */
    int mark() {
        putInt(0);
        return length;
    }

    /** Writes the length of what began at a mark. */
    void close(int mark) {
        setInt(mark - 4, length - mark);
    }

    /** An int2. */
    public void int2(short value) {
        room(6);
        setInt(length, 2);
        bytes[length + 4] = (byte) (value >> 8);
        bytes[length + 5] = (byte) value;
        length += 6;
    }

    /** An int4. */
    public void int4(int value) {
        room(8);
        setInt(length, 4);
        setInt(length + 4, value);
        length += 8;
    }

    /** An int8. */
    public void int8(long value) {
        room(12);
        setInt(length, 8);
        setInt(length + 4, (int) (value >> 32));
        setInt(length + 8, (int) value);
        length += 12;
    }

    /** A float4. */
    public void float4(float value) {
        int4(Float.floatToIntBits(value));
    }

    /** A float8. */
    public void float8(double value) {
        int8(Double.doubleToLongBits(value));
    }

    /** A bool. */
    public void bool(boolean value) {
        room(5);
        setInt(length, 1);
        bytes[length + 4] = (byte) (value ? 1 : 0);
        length += 5;
    }

    /** A uuid. */
    public void uuid(UUID value) {
        room(20);
        setInt(length, 16);
        length += 4;
        putLong(value.getMostSignificantBits());
        putLong(value.getLeastSignificantBits());
    }

    /** A text. */
    public void text(String value) {
        int mark = mark();
        characters(value);
        close(mark);
    }

    /** A bytea, or a field that is encoded already. */
    public void binary(byte[] value) {
        putInt(value.length);
        putBytes(value);
    }

    /** Characters in UTF-8, without a length. */
    void characters(String value) {
        int count = value.length();
        room(count);
        byte[] into = bytes;
        int at = length;
        for (int i = 0; i < count; i++) {
            char c = value.charAt(i);
            if (c >= 0x80 || c == 0) {
                slowCharacters(value, i);
                return;
            }
            into[at++] = (byte) c;
            length = at;
        }
    }

    private void slowCharacters(String value, int from) {
        if (value.indexOf(0, from) >= 0) {
            throw new UnsuitableValueException(
                    "22021",
                    "PostgreSQL's text has no room for the character U+0000, and the value has" + " one at position "
                            + value.indexOf(0));
        }
        putBytes(value.substring(from).getBytes(StandardCharsets.UTF_8));
    }

    /** A numeric. */
    public void numeric(BigDecimal given) {
        BigDecimal value = given.scale() < 0 ? given.setScale(0) : given;
        int scale = value.scale();
        int pad = (4 - scale % 4) % 4;
        int fractionGroups = (scale + pad) / 4;
        BigInteger unscaled = value.unscaledValue();
        int sign = unscaled.signum() < 0 ? 0x4000 : 0;
        int mark = mark();
        int header = length;
        putLong(0);
        int groups = unscaled.bitLength() < 50
                ? smallGroups(Math.abs(unscaled.longValue()) * POWERS[pad])
                : largeGroups(unscaled.abs().multiply(BigInteger.valueOf(POWERS[pad])));
        setInt(header, groups << 16 | ((groups - 1 - fractionGroups) & 0xFFFF));
        setInt(header + 4, sign << 16 | (scale & 0xFFFF));
        close(mark);
    }

    private int smallGroups(long value) {
        int groups = 0;
        for (long rest = value; rest != 0; rest /= 10_000) {
            groups++;
        }
        room(groups * 2);
        length += groups * 2;
        long rest = value;
        for (int at = length; rest != 0; rest /= 10_000) {
            int digit = (int) (rest % 10_000);
            bytes[--at] = (byte) digit;
            bytes[--at] = (byte) (digit >> 8);
        }
        return groups;
    }

    private int largeGroups(BigInteger value) {
        String digits = value.toString();
        int groups = (digits.length() + 3) / 4;
        int end = digits.length() - (groups - 1) * 4;
        putShort(Integer.parseInt(digits.substring(0, end)));
        for (int at = end; at < digits.length(); at += 4) {
            putShort(Integer.parseInt(digits.substring(at, at + 4)));
        }
        return groups;
    }

    /** A field of COPY's text format, escaped, with the separator in front of all but the first. */
    public void textField(boolean first, @org.jspecify.annotations.Nullable String value) {
        if (!first) {
            putByte('\t');
        }
        if (value == null) {
            putByte('\\');
            putByte('N');
            return;
        }
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char escape = switch (value.charAt(i)) {
                case '\\' -> '\\';
                case '\n' -> 'n';
                case '\r' -> 'r';
                case '\t' -> 't';
                default -> 0;
            };
            if (escape != 0) {
                characters(value.substring(plain, i));
                putByte('\\');
                putByte(escape);
                plain = i + 1;
            }
        }
        characters(plain == 0 ? value : value.substring(plain));
    }
}
