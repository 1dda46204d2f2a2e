package dev.nexs.associations.internal.hibernate.json;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads what a {@link JsonColumn} holds: an array of arrays of strings and nulls, and nothing else. */
final class JsonRows {

    private final String json;
    private int at;

    private JsonRows(String json) {
        this.json = json;
    }

    /** Adds the rows: for each column the value's bytes, or null. */
    static void addTo(List<byte[][]> rows, String json, int columns) {
        JsonRows reader = new JsonRows(json);
        reader.expect('[');
        do {
            rows.add(reader.row(columns));
        } while (reader.skip() == ',');
    }

    private byte[][] row(int columns) {
        byte[][] row = new byte[columns][];
        expect('[');
        for (int i = 0; i < columns; i++) {
            if (i > 0) {
                expect(',');
            }
            row[i] = value();
        }
        expect(']');
        return row;
    }

    @SuppressWarnings("NullAway") // An absent value is null in the driver's rows.
    private byte[] value() {
        char first = skip();
        if (first == 'n') {
            at += "ull".length();
            return null;
        }
        int end = json.indexOf('"', at);
        int escape = json.indexOf('\\', at);
        if (escape < 0 || escape > end) {
            byte[] plain = json.substring(at, end).getBytes(StandardCharsets.UTF_8);
            at = end + 1;
            return plain;
        }
        return escaped().getBytes(StandardCharsets.UTF_8);
    }

    private String escaped() {
        StringBuilder text = new StringBuilder();
        for (char c = json.charAt(at++); c != '"'; c = json.charAt(at++)) {
            text.append(c == '\\' ? unescape(json.charAt(at++)) : c);
        }
        return text.toString();
    }

    private char unescape(char code) {
        return switch (code) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> (char) Integer.parseInt(json.substring(at, at += 4), 16);
            default -> code;
        };
    }

    private void expect(char wanted) {
        char found = skip();
        if (found != wanted) {
            throw new IllegalStateException("'" + wanted + "' expected at " + at + ", found '" + found + "'");
        }
    }

    /** Takes the next character that is no blank. */
    private char skip() {
        char c = json.charAt(at++);
        while (c == ' ' || c == '\n') {
            c = json.charAt(at++);
        }
        return c;
    }
}
