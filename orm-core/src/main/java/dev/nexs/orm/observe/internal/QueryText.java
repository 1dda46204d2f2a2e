package dev.nexs.orm.observe.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a trace shows of a statement: its text with {@code ?} for each literal and without comments, since both hold what
 * users have typed, and a summary of few values, such as {@code SELECT orders, lines}.
 *
 * @param text the text
 * @param operation its verb, in capitals
 * @param collection the one table that it names, or null where it names none or several
 * @param summary verb and tables
 */
public record QueryText(
        String text, String operation, @Nullable String collection, String summary) {

    private static final int KEPT = 2_000;
    private static final int LONGEST_SUMMARY = 255;
    private static final Set<String> BEFORE_TABLE = Set.of("from", "join", "into", "update", "table");
    private static final Set<String> NO_TABLE =
            Set.of("select", "lateral", "only", "set", "unnest", "generate_series", "if", "not", "exists");
    private static final Map<String, QueryText> KNOWN = new ConcurrentHashMap<>();

    /** {@return it for a text; texts come again, so it is remembered} */
    public static QueryText of(String sql) {
        QueryText known = KNOWN.get(sql);
        if (known != null) {
            return known;
        }
        QueryText read = new Reader(sql).read();
        if (KNOWN.size() < KEPT) {
            KNOWN.put(sql, read);
        }
        return read;
    }

    /** {@return a text that came from elsewhere, without its literals} */
    public static String shown(@Nullable String sql) {
        return sql == null ? "" : new Reader(sql).read().text();
    }

    /** Walks once over a text. */
    private static final class Reader {

        private final String sql;
        private final StringBuilder out;
        private final List<String> tables = new ArrayList<>();
        private String operation = "";
        private boolean tableFollows;
        private int depth;
        private int at;

        Reader(String sql) {
            this.sql = sql;
            this.out = new StringBuilder(sql.length());
        }

        QueryText read() {
            while (at < sql.length()) {
                step(sql.charAt(at));
            }
            String verb = operation.isEmpty() ? "STATEMENT" : operation;
            String summary = tables.isEmpty() ? verb : verb + " " + String.join(", ", tables);
            return new QueryText(
                    out.toString().strip(),
                    verb,
                    tables.size() == 1 ? tables.get(0) : null,
                    summary.length() > LONGEST_SUMMARY ? summary.substring(0, LONGEST_SUMMARY) : summary);
        }

        private void step(char c) {
            if (c == '\'') {
                literal(end('\'', false));
            } else if (c == '"' || Character.isLetter(c) || c == '_') {
                name();
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", at)) {
                comment();
            } else if (c == '$' && at + 1 < sql.length() && !Character.isDigit(sql.charAt(at + 1))) {
                dollars();
            } else if (Character.isDigit(c)) {
                literal(endOfNumber());
            } else {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                tableFollows &= Character.isWhitespace(c);
                out.append(c);
                at++;
            }
        }

        private void literal(int end) {
            out.append('?');
            at = end;
            tableFollows = false;
        }

        private int end(char quote, boolean escapes) {
            int end = at + 1;
            while (end < sql.length()) {
                if (escapes && sql.charAt(end) == '\\') {
                    end++;
                } else if (sql.charAt(end) == quote && end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
                    end++;
                } else if (sql.charAt(end) == quote) {
                    return end + 1;
                }
                end++;
            }
            return sql.length();
        }

        private int endOfNumber() {
            int end = at;
            while (end < sql.length() && (isPart(sql.charAt(end)) || sql.charAt(end) == '.')) {
                end++;
            }
            return end;
        }

        private void comment() {
            int open = 0;
            do {
                if (sql.startsWith("/*", at)) {
                    open++;
                    at += 2;
                } else if (sql.startsWith("*/", at)) {
                    open--;
                    at += 2;
                } else {
                    at++;
                }
            } while (open > 0 && at < sql.length());
        }

        private void dollars() {
            int end = sql.indexOf('$', at + 1);
            String tag = end < 0 ? "" : sql.substring(at, end + 1);
            int close = tag.isEmpty() ? -1 : sql.indexOf(tag, end + 1);
            literal(close < 0 ? sql.length() : close + tag.length());
        }

        /** A name of any length of path, {@code schema."table"}, or a keyword. */
        private void name() {
            int begin = at;
            boolean quoted = false;
            do {
                if (at < sql.length() && sql.charAt(at) == '.') {
                    at++;
                }
                if (at < sql.length() && sql.charAt(at) == '"') {
                    at = end('"', false);
                    quoted = true;
                } else {
                    while (at < sql.length() && isPart(sql.charAt(at))) {
                        at++;
                    }
                }
            } while (at < sql.length() && sql.charAt(at) == '.');
            String word = sql.substring(begin, at);
            if (!quoted && at < sql.length() && sql.charAt(at) == '\'') {
                literal(end('\'', word.equalsIgnoreCase("e"))); // E'', B'', X'', N''
                return;
            }
            out.append(word);
            understand(word, quoted);
        }

        private void understand(String word, boolean quoted) {
            String key = quoted ? "" : word.toLowerCase(Locale.ROOT);
            if ((!quoted && operation.isEmpty()) || (depth == 0 && operation.equals("WITH") && isVerb(key))) {
                operation = key.toUpperCase(Locale.ROOT);
            }
            if (tableFollows && !NO_TABLE.contains(key)) {
                if (!tables.contains(word)) {
                    tables.add(word);
                }
                tableFollows = false;
            } else {
                tableFollows = BEFORE_TABLE.contains(key) || (tableFollows && NO_TABLE.contains(key));
            }
        }

        private static boolean isVerb(String key) {
            return key.equals("select")
                    || key.equals("insert")
                    || key.equals("update")
                    || key.equals("delete")
                    || key.equals("merge");
        }

        private static boolean isPart(char c) {
            return Character.isLetterOrDigit(c) || c == '_' || c == '$';
        }
    }
}
