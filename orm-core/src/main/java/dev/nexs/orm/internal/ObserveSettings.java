package dev.nexs.orm.internal;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.observe.NexsMetrics;
import dev.nexs.orm.observe.NexsTracing;
import dev.nexs.orm.observe.ObservedDataSource;
import dev.nexs.orm.observe.internal.JfrObserver;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.observe.internal.Roles;
import dev.nexs.orm.observe.internal.SafetyMonitor;
import dev.nexs.orm.observe.internal.SqlComments;
import dev.nexs.orm.observe.internal.TracingObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts what settings ask for: meters, spans, comments. Libraries that are optional are touched only where they are asked for. */
public final class ObserveSettings {

    private static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.observe");

    private ObserveSettings() {}

    /**
     * Starts it.
     *
     * @param opened gets what is to be closed with the datasource
     * @throws NexsConfigurationException when a library is missing
     */
    public static void install(SettingValues values, ObservedDataSource source, List<AutoCloseable> opened) {
        Object meters = values.get(Catalogue.METRICS);
        Object spans = values.get(Catalogue.TRACING);
        boolean traces = !Boolean.FALSE.equals(spans);
        if (values.get(Catalogue.SAFETY)) {
            opened.add(SafetyMonitor.start(
                    source, values.get(Catalogue.SAFETY_THRESHOLD), values.get(Catalogue.SAFETY_INTERVAL)));
        }
        if (values.get(Catalogue.JFR)) {
            Observers observers = Observers.of(source);
            JfrObserver recorder = new JfrObserver(new Roles(source.cluster()::nodes));
            observers.add(recorder);
            opened.add(() -> observers.remove(recorder));
        }
        if (!Boolean.FALSE.equals(meters)) {
            opened.add(with(NexsSettings.METRICS, "io.micrometer:micrometer-core", () -> Meters.bind(source, meters)));
        }
        if (traces) {
            opened.add(
                    with(NexsSettings.TRACING, "io.opentelemetry:opentelemetry-api", () -> Spans.start(source, spans)));
        }
        if (values.get(Catalogue.SQL_COMMENTS)) {
            Duration every = traces ? values.get(Catalogue.SQL_COMMENTS_TRACE_INTERVAL) : Duration.ZERO;
            Duration slow = traces ? values.get(Catalogue.SLOW_QUERY_THRESHOLD) : Duration.ZERO;
            Supplier<@Nullable String> trace = traces ? Spans::traceparent : () -> null;
            SqlComments comments = new SqlComments(trace, every.toNanos(), slow.toNanos());
            Observers observers = Observers.of(source);
            observers.add(comments);
            opened.add(() -> observers.remove(comments));
        }
    }

    private static AutoCloseable with(String setting, String library, Supplier<AutoCloseable> start) {
        try {
            return start.get();
        } catch (NoClassDefFoundError e) {
            throw new NexsConfigurationException(List.of(setting + " needs " + library
                    + ", which is not on the class path; add it, or leave the setting out"));
        }
    }

    private static <T> T required(Class<T> type, String setting, Object asked) {
        if (type.isInstance(asked)) {
            return type.cast(asked);
        }
        throw new NexsConfigurationException(List.of(
                setting + " is a " + asked.getClass().getName() + "; allowed are true, false and a " + type.getName()));
    }

    /** Loaded only where Micrometer is asked for. */
    private static final class Meters {
        static AutoCloseable bind(ObservedDataSource source, Object asked) {
            NexsMetrics metrics = new NexsMetrics(source);
            metrics.bindTo(
                    Boolean.TRUE.equals(asked)
                            ? Metrics.globalRegistry
                            : required(MeterRegistry.class, NexsSettings.METRICS, asked));
            return metrics;
        }
    }

    /** Loaded only where OpenTelemetry is asked for. */
    private static final class Spans {
        static AutoCloseable start(ObservedDataSource source, Object asked) {
            if (!Boolean.TRUE.equals(asked)) {
                return NexsTracing.start(source, required(OpenTelemetry.class, NexsSettings.TRACING, asked));
            }
            if (!GlobalOpenTelemetry.isSet()) {
                LOG.warn(
                        "{} is on, but no OpenTelemetry is the global one, so there are no spans; set it before the"
                                + " datasource is built, or make it the setting's value",
                        NexsSettings.TRACING);
            }
            return NexsTracing.start(source, GlobalOpenTelemetry.getOrNoop());
        }

        static @Nullable String traceparent() {
            return TracingObserver.traceparent();
        }
    }
}
