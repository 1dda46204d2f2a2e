package dev.nexs.tenancy.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Tells SQL that may change a session beyond its transaction. Each text is looked at once: Hibernate sends few, and often. */
final class SessionChanges {

    private static final int MOST = 10_000;

    private static final Pattern FIRST_WORD = Pattern.compile(
            "(?i)^\\s*(?:set|reset|discard|do|call|load|listen|prepare|begin|start|commit|rollback|end|abort|\\{)(?:\\W|$)");

    /** A function that changes settings or takes locks, or a second statement. */
    private static final Pattern ANYWHERE =
            Pattern.compile("(?i)set_config|pg_advisory_lock|pg_try_advisory_lock|;\\s*\\S");

    private final Map<String, Boolean> judged = new ConcurrentHashMap<>();

    boolean mayOutlive(String sql) {
        Boolean known = judged.get(sql);
        if (known != null) {
            return known;
        }
        if (judged.size() > MOST) {
            judged.clear();
        }
        boolean may = FIRST_WORD.matcher(sql).find() || ANYWHERE.matcher(sql).find();
        judged.put(sql, may);
        return may;
    }
}
