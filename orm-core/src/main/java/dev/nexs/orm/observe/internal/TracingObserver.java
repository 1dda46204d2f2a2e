package dev.nexs.orm.observe.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Spans by OpenTelemetry's stable conventions for databases: one for each statement, one for each unit of work with its
 * attempts as events, one for each failover. A borrow is no span: how long it took and what it waited for stands on the first
 * statement behind it, so that one line says where the time went.
 */
public final class TracingObserver implements Observer {

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
    private static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey("db.namespace");
    private static final AttributeKey<String> TEXT = AttributeKey.stringKey("db.query.text");
    private static final AttributeKey<String> SUMMARY = AttributeKey.stringKey("db.query.summary");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("db.operation.name");
    private static final AttributeKey<String> COLLECTION = AttributeKey.stringKey("db.collection.name");
    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("db.response.status_code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> ROLE = AttributeKey.stringKey("nexs.node.role");
    private static final AttributeKey<Long> ROWS = AttributeKey.longKey("nexs.rows");
    private static final AttributeKey<Double> ACQUIRE = AttributeKey.doubleKey("nexs.acquire.duration_ms");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("nexs.unit.attempt");
    private static final AttributeKey<String> KIND = AttributeKey.stringKey("nexs.unit.kind");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("nexs.commit.outcome");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
    private static final AttributeKey<Double> PAUSE = AttributeKey.doubleKey("pause_ms");
    private static final AttributeKey<String> NODE = AttributeKey.stringKey("nexs.node");
    private static final AttributeKey<String> PREVIOUS = AttributeKey.stringKey("nexs.node.previous");
    private static final String POSTGRESQL = "postgresql";

    private final Tracer tracer;
    private final String database;
    private final Roles roles;

    @SuppressWarnings("ThreadLocalUsage") // of one datasource
    private final ThreadLocal<@Nullable Borrow> lastBorrow = new ThreadLocal<>();

    @SuppressWarnings("ThreadLocalUsage") // of one datasource
    private final ThreadLocal<@Nullable Unit> unit = new ThreadLocal<>();

    /** Makes spans by what {@code telemetry} is set up to. */
    public TracingObserver(OpenTelemetry telemetry, String database, Roles roles) {
        this.tracer = telemetry.getTracer("dev.nexs.orm");
        this.database = database;
        this.roles = roles;
    }

    /** {@return the current span as the header traceparent writes it, or null where none is recorded} */
    public static @Nullable String traceparent() {
        SpanContext context = Span.current().getSpanContext();
        return context.isValid() && context.isSampled()
                ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                        + context.getTraceFlags().asHex()
                : null;
    }

    /** One borrow, until a statement has said it. */
    private static final class Borrow {
        private final long began = System.nanoTime();
        private final Map<Wait, Long> waits = new EnumMap<>(Wait.class);
        private @Nullable ObservedConnection connection;
        private long nanos;
    }

    /** One unit, from its first attempt to its end. */
    private static final class Unit {
        private final Span span;
        private final Scope scope;
        private final @Nullable Unit outer;
        private int attempt;

        @SuppressWarnings("MustBeClosedChecker") // closed when the unit has ended
        Unit(Span span, @Nullable Unit outer) {
            this.span = span;
            this.scope = span.makeCurrent();
            this.outer = outer;
        }
    }

    // ---- borrows ----

    @Override
    public Object borrowing(String wanted) {
        return new Borrow();
    }

    @Override
    public void waited(@Nullable Object borrow, Wait why, long nanos) {
        if (borrow instanceof Borrow waiting) {
            waiting.waits.put(why, nanos);
        }
    }

    @Override
    public void borrowed(
            @Nullable Object borrow, @Nullable ObservedConnection connection, @Nullable Throwable failure) {
        if (!(borrow instanceof Borrow done)) {
            return;
        }
        done.nanos = System.nanoTime() - done.began;
        done.connection = connection;
        if (failure == null) {
            lastBorrow.set(done);
        } else {
            var event = Attributes.builder().put(ERROR, errorType(failure)).put(ACQUIRE, millis(done.nanos));
            done.waits.forEach((why, nanos) -> event.put(wait(why), millis(nanos)));
            Span.current().addEvent("nexs.acquire.failed", event.build());
        }
    }

    private static AttributeKey<Double> wait(Wait why) {
        return AttributeKey.doubleKey("nexs.acquire.wait." + lower(why) + "_ms");
    }

    // ---- units ----

    @Override
    public Object working(boolean readOnly) {
        Span span = tracer.spanBuilder(readOnly ? "read unit" : "write unit")
                .setAttribute(KIND, readOnly ? "read" : "write")
                .startSpan();
        Unit begun = new Unit(span, unit.get());
        unit.set(begun);
        return begun;
    }

    @Override
    public @Nullable Object attempting(boolean readOnly, int attempt) {
        Unit now = unit.get();
        if (now != null) {
            now.attempt = attempt;
            now.span.addEvent("attempt", Attributes.of(ATTEMPT, (long) attempt));
        }
        return now;
    }

    @Override
    public void retrying(@Nullable Object attempt, String reason, long pauseNanos) {
        if (attempt instanceof Unit now) {
            now.span.addEvent("retry", Attributes.of(REASON, reason, PAUSE, millis(pauseNanos)));
        }
    }

    @Override
    public void worked(@Nullable Object work, @Nullable Throwable failure) {
        if (work instanceof Unit done) {
            done.span.setAttribute(ATTEMPT, (long) done.attempt);
            failed(done.span, failure);
            done.scope.close();
            done.span.end();
            if (done.outer == null) {
                unit.remove();
            } else {
                unit.set(done.outer);
            }
        }
    }

    @Override
    public @Nullable Object committing(Connection connection) {
        return unit.get();
    }

    @Override
    public void ended(@Nullable Object commit, Outcome outcome, @Nullable Throwable failure) {
        if (commit instanceof Unit now) {
            now.span.setAttribute(OUTCOME, lower(outcome));
        }
    }

    // ---- statements ----

    @Override
    public @Nullable Object sending(Sent statement) {
        if (statement.origin() == Origin.MODULE) {
            return null;
        }
        String sql = statement.sql();
        QueryText text = sql == null ? null : QueryText.of(sql);
        String batch = statement.kind() == Kind.BATCH ? "BATCH" : "";
        String summary = text == null ? batch : (batch + " " + text.summary()).strip();
        SpanBuilder builder = tracer.spanBuilder(summary)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(SYSTEM, POSTGRESQL)
                .setAttribute(NAMESPACE, database)
                .setAttribute(SUMMARY, summary);
        if (text != null) {
            builder.setAttribute(TEXT, text.text()).setAttribute(OPERATION, (batch + " " + text.operation()).strip());
            if (text.collection() != null) {
                builder.setAttribute(COLLECTION, text.collection());
            }
        }
        Span span = builder.startSpan();
        if (span.isRecording()) {
            server(span, statement.node());
            borrow(span, statement.physical());
            Unit now = unit.get();
            if (now != null) {
                span.setAttribute(ATTEMPT, (long) now.attempt);
            }
        }
        return span;
    }

    private void server(Span span, String node) {
        int colon = node.lastIndexOf(':');
        span.setAttribute(ADDRESS, node.substring(0, colon));
        String role = roles.of(node);
        if (role != null) {
            span.setAttribute(ROLE, role);
        }
        span.setAttribute(PORT, Long.parseLong(node.substring(colon + 1)));
    }

    private void borrow(Span span, ObservedConnection physical) {
        Borrow borrow = lastBorrow.get();
        if (borrow != null && physical.equals(borrow.connection)) {
            lastBorrow.remove();
            span.setAttribute(ACQUIRE, millis(borrow.nanos));
            borrow.waits.forEach((why, nanos) -> span.setAttribute(wait(why), millis(nanos)));
        }
    }

    @Override
    public void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
        if (sent instanceof Span span) {
            if (rows >= 0) {
                span.setAttribute(ROWS, rows);
            }
            failed(span, failure);
            span.end();
        }
    }

    // ---- the cluster ----

    @Override
    public void happened(Object event) {
        if (event instanceof ClusterEvent.PrimaryElected elected && elected.previous() != null) {
            Instant end = elected.at();
            tracer.spanBuilder("failover")
                    .setNoParent()
                    .setStartTimestamp(end.minus(elected.outage()))
                    .setAttribute(NODE, elected.node())
                    .setAttribute(PREVIOUS, elected.previous())
                    .startSpan()
                    .end(end);
        }
    }

    // ---- words ----

    /** The message is left out: the server's may show values. */
    private static void failed(Span span, @Nullable Throwable failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR).setAttribute(ERROR, errorType(failure));
            String state = state(failure);
            if (state != null) {
                span.setAttribute(STATUS, state);
            }
        }
    }

    private static String errorType(Throwable failure) {
        String state = state(failure);
        return state == null ? failure.getClass().getName() : state;
    }

    private static @Nullable String state(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static double millis(long nanos) {
        return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
