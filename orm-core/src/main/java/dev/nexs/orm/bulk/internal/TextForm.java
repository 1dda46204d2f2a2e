package dev.nexs.orm.bulk.internal;

import java.lang.reflect.Array;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** How values are written in SQL's text form. */
public final class TextForm {

    private TextForm() {}

    /** {@return the text of a value that JDBC would be given} */
    public static @Nullable String of(Object value) {
        if (value instanceof PGobject object) {
            return object.getValue();
        }
        if (value instanceof Boolean truth) {
            return truth ? "t" : "f";
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof OffsetDateTime moment) {
            return moment.toInstant().toString();
        }
        if (value instanceof ZonedDateTime moment) {
            return moment.toInstant().toString();
        }
        if (value.getClass() == Date.class) {
            return ((Date) value).toInstant().toString();
        }
        Object elements = value instanceof CapturedArray captured
                ? captured.getArray()
                : value instanceof Collection<?> collection
                        ? collection.toArray()
                        : value.getClass().isArray() ? value : null;
        return elements == null ? value.toString() : array(elements);
    }

    private static String array(Object elements) {
        StringBuilder text = new StringBuilder("{");
        int length = Array.getLength(elements);
        for (int i = 0; i < length; i++) {
            if (i > 0) {
                text.append(',');
            }
            Object each = Array.get(elements, i);
            String form = each == null ? null : of(each);
            if (form == null) {
                text.append("NULL");
            } else if (each != null
                    && ((each.getClass().isArray() && !(each instanceof byte[])) || each instanceof Collection<?>)) {
                text.append(form);
            } else {
                text.append('"')
                        .append(form.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
        }
        return text.append('}').toString();
    }
}
