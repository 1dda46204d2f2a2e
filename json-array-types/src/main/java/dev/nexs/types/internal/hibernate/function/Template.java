package dev.nexs.types.internal.hibernate.function;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SQL of a function with places for its arguments: {@code {1}} is the second one, {@code {1*}} all from the second
 * on as a {@code text[]}, {@code {1+}} all from there on as one text, {@code {,1...}} each of them behind a comma,
 * {@code {?,2}} the third one after a comma if it is given.
 */
final class Template {

    private static final Pattern PLACE = Pattern.compile("\\{(\\?,|,)?(\\d)(\\*|\\+|\\.\\.\\.)?}");

    private final List<Part> parts = new ArrayList<>();

    Template(String sql) {
        Matcher matcher = PLACE.matcher(sql);
        int end = 0;
        while (matcher.find()) {
            parts.add(new Part(sql.substring(end, matcher.start()), -1, "", false));
            parts.add(new Part(
                    "",
                    Integer.parseInt(matcher.group(2)),
                    matcher.group(3) == null ? "" : matcher.group(3),
                    "?,".equals(matcher.group(1))));
            end = matcher.end();
        }
        parts.add(new Part(sql.substring(end), -1, "", false));
    }

    void render(ArgumentWriter writer) {
        for (Part part : parts) {
            render(part, writer);
        }
    }

    private static void render(Part part, ArgumentWriter writer) {
        if (part.argument < 0) {
            writer.sql(part.sql);
        } else if (part.rest.equals("*")) {
            writer.textArray(part.argument);
        } else if (part.rest.equals("+")) {
            writer.joined(part.argument);
        } else if (part.rest.equals("...")) {
            writer.list(part.argument);
        } else if (!part.optional) {
            writer.argument(part.argument);
        } else if (writer.has(part.argument)) {
            writer.sql(",");
            writer.argument(part.argument);
        }
    }

    private record Part(String sql, int argument, String rest, boolean optional) {}
}
