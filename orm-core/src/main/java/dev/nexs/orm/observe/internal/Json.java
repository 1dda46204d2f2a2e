package dev.nexs.orm.observe.internal;

import java.time.Duration;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists and simple values as JSON: a report must not need a library that the application may not have. */
public final class Json {

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /** {@return a value as JSON} */
    public static String of(Object value) {
        Json json = new Json();
        json.write(value);
        return json.out.toString();
    }

    private void write(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Map<?, ?> map) {
            writeMap(map);
        } else if (value instanceof Iterable<?> items) {
            writeItems(items);
        } else if (value instanceof Duration duration) {
            out.append(duration.toNanos() / 1_000_000.0);
        } else if (value instanceof Enum<?> constant) {
            quote(constant.name().toLowerCase(Locale.ROOT));
        } else if (value instanceof TemporalAccessor || value instanceof CharSequence) {
            quote(value.toString());
        } else {
            throw new IllegalArgumentException(
                    "No JSON for a " + value.getClass().getName());
        }
    }

    private void writeMap(Map<?, ?> map) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            quote(String.valueOf(entry.getKey()));
            out.append(':');
            write(entry.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void writeItems(Iterable<?> items) {
        out.append('[');
        String separator = "";
        for (Object item : items) {
            out.append(separator);
            write(item);
            separator = ",";
        }
        out.append(']');
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
