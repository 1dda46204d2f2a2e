package dev.nexs.orm.hooks.internal;

import dev.nexs.orm.hooks.HookContext;
import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.orm.hooks.HookVeto;
import dev.nexs.orm.hooks.Hooks;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The built-in hook {@code guard}: an UPDATE or DELETE without WHERE, DDL in the application's role, what a deny list names,
 * and a statement that changed more rows than allowed. It warns, or refuses before anything is sent; rows can be counted
 * only afterwards, so there refusing means that the transaction cannot commit, and without one it is a warning.
 */
public final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.guard");

    private static final String TOO_MANY = "nexs.guard.too-many";
    private static final int SHOWN = 200;

    /** What it does on finding something. */
    public enum Mode {
        /** Nothing: it is not installed. */
        OFF,
        /** A line in the log. */
        WARN,
        /** The statement is not sent. */
        REFUSE
    }

    private final Mode mode;
    private final long maximumRows;
    private final List<Pattern> denied;

    private Guard(Mode mode, long maximumRows, List<Pattern> denied) {
        this.mode = mode;
        this.maximumRows = maximumRows;
        this.denied = denied;
    }

    /**
     * Installs it.
     *
     * @param maximumRows the most that one statement may change; 0 for any number
     * @param denied what no statement may contain, as regular expressions
     */
    public static void install(Hooks hooks, Mode mode, long maximumRows, List<Pattern> denied) {
        if (mode == Mode.OFF) {
            return;
        }
        Guard guard = new Guard(mode, maximumRows, List.copyOf(denied));
        hooks.on(
                List.of(HookPoint.BEFORE_QUERY, HookPoint.BEFORE_UPDATE, HookPoint.BEFORE_BATCH),
                "guard",
                guard::look,
                options -> options.priority(1_000));
        if (maximumRows > 0) {
            hooks.on(
                    List.of(HookPoint.AFTER_UPDATE, HookPoint.AFTER_BATCH),
                    "guard-rows",
                    guard::count,
                    options -> options.priority(1_000).when(context -> context.rows() > maximumRows));
            if (mode == Mode.REFUSE) {
                hooks.on(
                        HookPoint.BEFORE_COMMIT,
                        "guard-commit",
                        guard::refuseCommit,
                        options -> options.priority(1_000).when(context -> context.session(TOO_MANY) != null));
            }
            hooks.on(
                    List.of(HookPoint.AFTER_ROLLBACK, HookPoint.AFTER_COMMIT),
                    "guard-end",
                    context -> context.session(TOO_MANY, null),
                    options -> options.when(context -> context.session(TOO_MANY) != null));
        }
    }

    private void look(HookContext context) {
        String sql = context.sql();
        if (sql == null) {
            return;
        }
        String finding = finding(sql);
        if (finding != null) {
            report(finding + "; the statement is: " + shown(sql));
        }
    }

    private @Nullable String finding(String sql) {
        for (Pattern pattern : denied) {
            if (pattern.matcher(sql).find()) {
                return "it matches '" + pattern + "' of nexs.hooks.guard-deny";
            }
        }
        return StatementShape.of(sql).objection();
    }

    private void count(HookContext context) {
        String finding = "a statement changed " + context.rows() + " rows, more than the " + maximumRows
                + " of nexs.hooks.guard-max-rows; it is: " + shown(String.valueOf(context.sql()));
        LOG.warn("{}", finding);
        context.session(TOO_MANY, finding);
    }

    private void refuseCommit(HookContext context) {
        throw new HookVeto(context.session(TOO_MANY) + ". Roll back, or raise the limit");
    }

    private void report(String finding) {
        if (mode == Mode.REFUSE) {
            throw new HookVeto(finding);
        }
        LOG.warn("{}", finding);
    }

    private static String shown(String sql) {
        return sql.length() > SHOWN ? sql.substring(0, SHOWN) + "..." : sql;
    }
}
