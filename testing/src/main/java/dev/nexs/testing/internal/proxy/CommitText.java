package dev.nexs.testing.internal.proxy;

import java.util.Locale;
import java.util.Set;

/**
 * Decides whether a query text contains a statement that commits: {@code COMMIT}, {@code END}, {@code COMMIT PREPARED}.
 *
 * <p>Reads past comments, quoted and dollar-quoted text: the {@code end} of a {@code DO} block is none.
 */
final class CommitText {

    private static final Set<String> COMMITTING = Set.of("commit", "end");

    private final String text;
    private int at;

    private CommitText(String text) {
        this.text = text;
    }

    static boolean commits(String text) {
        return new CommitText(text).anyStatementCommits();
    }

    private boolean anyStatementCommits() {
        while (at < text.length()) {
            skipBlanks();
            if (COMMITTING.contains(word().toLowerCase(Locale.ROOT))) {
                return true;
            }
            skipStatement();
        }
        return false;
    }

    private void skipBlanks() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || skipComment())) {
            at++;
        }
    }

    private String word() {
        int begin = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        return text.substring(begin, at);
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private void skipStatement() {
        while (at < text.length() && text.charAt(at) != ';') {
            char next = text.charAt(at);
            if (isWordPart(next) && next != '$') {
                word();
            } else {
                skipNonWord();
            }
        }
        at++;
    }

    private void skipNonWord() {
        if (!skipComment() && !skipQuoted('\'') && !skipQuoted('"')) {
            skipDollarQuoted();
        }
        at++;
    }

    /** Leaves the position on the last character of a comment. */
    private boolean skipComment() {
        if (text.startsWith("--", at)) {
            moveTo(text.indexOf('\n', at));
            return true;
        }
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            moveTo(end < 0 ? end : end + 1);
            return true;
        }
        return false;
    }

    private boolean skipQuoted(char quote) {
        if (text.charAt(at) != quote) {
            return false;
        }
        moveTo(text.indexOf(quote, at + 1));
        return true;
    }

    private void skipDollarQuoted() {
        int end = text.charAt(at) == '$' ? text.indexOf('$', at + 1) : -1;
        if (end < 0 || !text.substring(at + 1, end).chars().allMatch(c -> isWordPart((char) c))) {
            return;
        }
        String tag = text.substring(at, end + 1);
        int closing = text.indexOf(tag, end + 1);
        moveTo(closing < 0 ? closing : closing + tag.length() - 1);
    }

    /** To the last character of what is skipped, or to the end of an unfinished one. */
    private void moveTo(int position) {
        at = position < 0 ? text.length() - 1 : position;
    }
}
