package dev.nexs.orm.observe.internal;

import java.lang.StackWalker.StackFrame;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Writes behind each statement who sends it, for whoever reads the server's log or {@code pg_stat_activity}: the call site,
 * the kind of unit and the route, as they were when the text was first seen. A text so gets one comment for good, and is
 * prepared once, as without. What changes each time, the trace, is written on few: one now and then, and those that were slow
 * the last time; these are sent without a name at the server, so they push out no statement that is prepared there.
 */
public final class SqlComments implements Observer {

    /** What an application, or the starter, puts under this name into SLF4J's MDC is the route. */
    public static final String ROUTE = "route";

    private static final int KEPT = 2_000;
    private static final String TRACE = "traceparent='";
    private static final StackWalker CALLER = StackWalker.getInstance();
    private static final List<String> LIBRARIES = List.of(
            "dev.nexs.orm.",
            "dev.nexs.softdelete.",
            "dev.nexs.associations.",
            "dev.nexs.types.",
            "dev.nexs.tenancy.",
            "org.hibernate.",
            "org.springframework.",
            "com.zaxxer.",
            "org.postgresql.",
            "java.",
            "javax.",
            "jakarta.",
            "jdk.",
            "sun.",
            "com.sun.");

    private final Supplier<@Nullable String> trace;
    private final long traceEvery;
    private final long slow;
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Set<String> slowTexts = ConcurrentHashMap.newKeySet();
    private final AtomicLong tracedAt;
    private final ThreadLocal<@Nullable String> unit = new ThreadLocal<>();

    /**
     * Comments by these rules.
     *
     * @param trace the trace that is recorded on this thread, or null
     * @param traceEvery how often one of all statements names its trace, in nanoseconds; 0 for never
     * @param slow how long a statement takes that names its trace the next time, in nanoseconds; 0 for none
     */
    public SqlComments(Supplier<@Nullable String> trace, long traceEvery, long slow) {
        this.trace = trace;
        this.traceEvery = traceEvery;
        this.slow = slow;
        this.tracedAt = new AtomicLong(System.nanoTime() - traceEvery);
    }

    @Override
    public String text(String sql) {
        String last = sql.stripTrailing();
        if (sql.startsWith("/* nexs */") || last.endsWith(";") || last.endsWith("*/")) {
            return sql;
        }
        String still = texts.get(sql);
        if (still == null) {
            if (texts.size() >= KEPT) {
                return sql;
            }
            String made = sql + comment();
            String other = texts.putIfAbsent(sql, made);
            still = other == null ? made : other;
        }
        String traced = isTraced(sql) ? trace.get() : null;
        return traced == null
                ? still
                : still.substring(0, still.length() - "*/".length()) + "," + TRACE + traced + "'*/";
    }

    @Override
    public boolean comesAgain(String text) {
        return !text.contains(TRACE);
    }

    private boolean isTraced(String sql) {
        if (slowTexts.contains(sql)) {
            return true;
        }
        if (traceEvery == 0) {
            return false;
        }
        long last = tracedAt.get();
        long now = System.nanoTime();
        return now - last >= traceEvery && tracedAt.compareAndSet(last, now);
    }

    /** Keys in the order of the alphabet, values so that nothing in them ends the comment or looks like a parameter. */
    private String comment() {
        StringBuilder comment =
                new StringBuilder(" /*call_site='").append(encoded(callSite())).append('\'');
        String route = MDC.get(ROUTE);
        if (route != null) {
            comment.append(",route='").append(encoded(route)).append('\'');
        }
        String kind = unit.get();
        if (kind != null) {
            comment.append(",unit='").append(kind).append('\'');
        }
        return comment.append("*/").toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String callSite() {
        return CALLER.walk(frames -> frames.filter(SqlComments::isApplication).findFirst())
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .orElse("unknown");
    }

    private static boolean isApplication(StackFrame frame) {
        String name = frame.getClassName();
        return !name.contains("$$") && LIBRARIES.stream().noneMatch(name::startsWith);
    }

    // ---- units, and how long statements take ----

    @Override
    public @Nullable Object working(boolean readOnly) {
        String outer = unit.get();
        unit.set(readOnly ? "read" : "write");
        return outer;
    }

    @Override
    public void worked(@Nullable Object work, @Nullable Throwable failure) {
        if (work instanceof String outer) {
            unit.set(outer);
        } else {
            unit.remove();
        }
    }

    private record Running(String sql, long began) {}

    @Override
    public @Nullable Object sending(Sent statement) throws SQLException {
        String sql = statement.sql();
        return slow == 0 || sql == null || statement.origin() == Origin.MODULE
                ? null
                : new Running(sql, System.nanoTime());
    }

    @Override
    public void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
        if (sent instanceof Running running) {
            if (System.nanoTime() - running.began() < slow) {
                slowTexts.remove(running.sql());
            } else if (slowTexts.size() < KEPT) {
                slowTexts.add(running.sql());
            }
        }
    }
}
