package dev.nexs.associations.internal.hibernate.guard;

import java.util.regex.Pattern;

/** A statement without what differs between two of the same kind: literals, and the length of parameter lists. */
final class NormalizedStatement {

    private static final Pattern STRING = Pattern.compile("'(?:[^']|'')*'");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w$.\"])\\d+(?:\\.\\d+)?(?![\\w\"])");
    private static final Pattern LIST = Pattern.compile("\\((\\s*\\?\\s*)(?:,\\s*\\?\\s*)+\\)");
    private static final Pattern BATCH = Pattern.compile("=\\s*any\\s*\\(|\\bunnest\\s*\\(|in\\s*\\(\\?\\.\\.\\.\\)");

    private NormalizedStatement() {}

    static String of(String sql) {
        String plain = NUMBER.matcher(STRING.matcher(sql).replaceAll("?")).replaceAll("?");
        return LIST.matcher(plain).replaceAll("(?...)");
    }

    /** {@return whether the statement asks for many keys at once, which is the cure and not the illness} */
    static boolean isBatched(String normalized) {
        return BATCH.matcher(normalized).find();
    }

    static boolean isQuery(String sql) {
        return sql.regionMatches(true, 0, "select", 0, 6) || sql.regionMatches(true, 0, "with", 0, 4);
    }
}
