package dev.nexs.orm.jdbc;

/**
 * Walks over the names and keywords of a statement, past strings, numbers and comments. It stops at what it does not
 * understand, and at a second statement: {@link #isUnderstood()} is false then. Not thread-safe.
 */
final class SqlWords {

    private static final char END = '\0';

    private final String sql;
    private int at;
    private String word = "";
    private boolean quoted;
    private boolean qualified;
    private boolean understood = true;
    private boolean afterDot;

    SqlWords(String sql) {
        this.sql = sql;
    }

    /** Goes to the next word. */
    boolean next() {
        afterDot = false;
        while (understood && at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isLetter(c) || c == '_') {
                return bareWord();
            }
            if (c == '"') {
                return quotedWord();
            }
            skip(c);
        }
        return false;
    }

    String word() {
        return word;
    }

    boolean isQuoted() {
        return quoted;
    }

    /** Whether a dot stands before it: it names a column, or something in a schema. */
    boolean isQualified() {
        return qualified;
    }

    /** Whether a parenthesis follows. */
    boolean isCall() {
        int next = at;
        while (next < sql.length() && Character.isWhitespace(sql.charAt(next))) {
            next++;
        }
        return next < sql.length() && sql.charAt(next) == '(';
    }

    /** Whether a dot follows: it names what the next word is in. */
    boolean isFollowedByDot() {
        return peek(0) == '.';
    }

    boolean isUnderstood() {
        return understood;
    }

    private void skip(char c) {
        if (c == '\'') {
            string();
        } else if (c == '-' && peek(1) == '-') {
            int end = sql.indexOf('\n', at);
            at = end < 0 ? sql.length() : end;
        } else if (c == '/' && peek(1) == '*') {
            comment();
        } else if (c == '$' && !Character.isDigit(peek(1))) {
            understood = false;
        } else if (c == ';') {
            understood = sql.substring(at + 1).isBlank();
            at = sql.length();
        } else if (Character.isDigit(c)) {
            number();
        } else {
            afterDot = c == '.' || (afterDot && Character.isWhitespace(c));
            at++;
        }
    }

    private boolean bareWord() {
        int begin = at;
        while (at < sql.length() && isPart(sql.charAt(at))) {
            at++;
        }
        quoted = false;
        understood = peek(0) != '\'' && peek(0) != '&';
        return found(sql.substring(begin, at));
    }

    private boolean quotedWord() {
        int end = sql.indexOf('"', at + 1);
        if (end < 0) {
            understood = false;
            return false;
        }
        String name = sql.substring(at + 1, end);
        at = end + 1;
        quoted = true;
        return found(name);
    }

    private boolean found(String name) {
        word = name;
        qualified = afterDot;
        return understood;
    }

    private void string() {
        int end = sql.indexOf('\'', at + 1);
        understood = end >= 0 && sql.lastIndexOf('\\', end) < at;
        at = end < 0 ? sql.length() : end + 1;
    }

    private void comment() {
        int end = sql.indexOf("*/", at + 2);
        int inner = sql.indexOf("/*", at + 2);
        understood = end >= 0 && (inner < 0 || inner > end);
        at = end < 0 ? sql.length() : end + 2;
    }

    private void number() {
        afterDot = false;
        while (at < sql.length() && (isPart(sql.charAt(at)) || sql.charAt(at) == '.')) {
            at++;
        }
    }

    private char peek(int distance) {
        return at + distance < sql.length() ? sql.charAt(at + distance) : END;
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
}
