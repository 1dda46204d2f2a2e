package dev.nexs.types.internal.array;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the text of an array, such as {@code {{1,NULL},{"a b",2}}}, into nested arrays of strings. */
final class ArrayLiteral {

    private final String text;
    private int position;

    private ArrayLiteral(String text) {
        this.text = text;
    }

    static @Nullable Object[] parse(String text) {
        if (text.startsWith("[")) {
            throw new IllegalArgumentException("its bounds are " + text.substring(0, text.indexOf('='))
                    + ", and an array whose first index is not 1 cannot be given back as it is");
        }
        ArrayLiteral literal = new ArrayLiteral(text);
        Object array = literal.array();
        if (literal.position != text.length()) {
            throw new IllegalArgumentException("it goes on after its end");
        }
        return (Object[]) array;
    }

    private @Nullable Object[] array() {
        expect('{');
        List<@Nullable Object> elements = new ArrayList<>();
        while (peek() != '}') {
            elements.add(element());
            if (peek() == ',') {
                position++;
            }
        }
        position++;
        return elements.toArray();
    }

    private @Nullable Object element() {
        return switch (peek()) {
            case '{' -> array();
            case '"' -> quoted();
            default -> bare();
        };
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        position++;
        while (peek() != '"') {
            if (peek() == '\\') {
                position++;
            }
            value.append(peek());
            position++;
        }
        position++;
        return value.toString();
    }

    private @Nullable String bare() {
        int start = position;
        while (peek() != ',' && peek() != '}') {
            position++;
        }
        String value = text.substring(start, position);
        return value.equals("NULL") ? null : value;
    }

    private char peek() {
        if (position >= text.length()) {
            throw new IllegalArgumentException("it ends in the middle");
        }
        return text.charAt(position);
    }

    private void expect(char expected) {
        if (peek() != expected) {
            throw new IllegalArgumentException("there is no " + expected + " at its position " + position);
        }
        position++;
    }
}
