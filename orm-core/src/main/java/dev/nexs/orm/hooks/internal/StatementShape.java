package dev.nexs.orm.hooks.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a guard wants to know of a text: whether an UPDATE or DELETE in it, in a WITH as well, has no WHERE of its own, and
 * whether it is DDL. It walks over words and parentheses, past strings, quoted names and comments of every form; a text that
 * it cannot follow to its end is objected to, since what follows might be anything.
 */
final class StatementShape {

    private static final Set<String> DDL = Set.of(
            "create",
            "alter",
            "drop",
            "truncate",
            "grant",
            "revoke",
            "reassign",
            "comment",
            "security",
            "import",
            "refresh",
            "cluster",
            "reindex");

    private final String sql;
    private int at;

    /** At each depth of parentheses: the verb of the UPDATE or DELETE there that still lacks its WHERE. */
    private final Deque<String> verbs = new ArrayDeque<>();

    private boolean begins = true;
    private @Nullable String objection;

    private StatementShape(String sql) {
        this.sql = sql;
        verbs.push("");
        walk();
    }

    static StatementShape of(String sql) {
        return new StatementShape(sql);
    }

    /** {@return what is to be said against it, or null} */
    @Nullable
    String objection() {
        return objection;
    }

    private void walk() {
        while (at < sql.length() && objection == null) {
            char c = sql.charAt(at);
            if (Character.isLetter(c) || c == '_') {
                word();
            } else if (c == '(') {
                verbs.push("");
                begins = true;
                at++;
            } else if (c == ')') {
                endOfStatement();
                if (verbs.size() > 1) {
                    verbs.pop();
                }
                begins = false;
                at++;
            } else if (c == ';') {
                endOfStatement();
                begins = true;
                at++;
            } else if (c == '\'') {
                string(false);
            } else if (c == '"') {
                at = after(sql.indexOf('"', at + 1), 1);
                begins = false;
            } else if (c == '$') {
                dollars();
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", at)) {
                comment();
            } else {
                begins &= Character.isWhitespace(c);
                at++;
            }
        }
        while (!verbs.isEmpty() && objection == null) {
            endOfStatement();
            verbs.pop();
        }
    }

    private void word() {
        int begin = at;
        while (at < sql.length() && (Character.isLetterOrDigit(sql.charAt(at)) || "_$".indexOf(sql.charAt(at)) >= 0)) {
            at++;
        }
        String word = sql.substring(begin, at).toLowerCase(Locale.ROOT);
        if (at < sql.length() && sql.charAt(at) == '\'') {
            string(word.equals("e"));
        } else if (begins && (word.equals("update") || word.equals("delete"))) {
            replaceTop(word);
        } else if (begins && DDL.contains(word) && verbs.size() == 1) {
            objection = "it is DDL (" + word.toUpperCase(Locale.ROOT) + "), which belongs into a migration";
        } else if (word.equals("where")) {
            replaceTop("");
        }
        begins = false;
    }

    private void replaceTop(String verb) {
        verbs.pop();
        verbs.push(verb);
    }

    private void endOfStatement() {
        String verb = verbs.peek();
        if (verb != null && !verb.isEmpty()) {
            objection = verb.toUpperCase(Locale.ROOT) + " without WHERE would change every row";
            replaceTop("");
        }
    }

    private void string(boolean escapes) {
        int end = at + 1;
        while (end < sql.length() && sql.charAt(end) != '\'') {
            end += escapes && sql.charAt(end) == '\\' ? 2 : 1;
        }
        at = after(end < sql.length() ? end : -1, 1);
        begins = false;
    }

    private void dollars() {
        int end = at + 1;
        while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
            end++;
        }
        boolean quote = end < sql.length() && sql.charAt(end) == '$' && !Character.isDigit(sql.charAt(at + 1));
        if (quote) {
            String tag = sql.substring(at, end + 1);
            at = after(sql.indexOf(tag, end + 1), tag.length());
        } else {
            at = end;
        }
        begins = false;
    }

    private void comment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
        if (depth > 0) {
            objection = "it has a comment without end";
        }
    }

    private int after(int end, int length) {
        if (end < 0) {
            objection = "it has a string or a name without end";
            return sql.length();
        }
        return end + length;
    }
}
