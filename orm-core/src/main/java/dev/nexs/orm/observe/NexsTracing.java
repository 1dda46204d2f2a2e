package dev.nexs.orm.observe;

import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.observe.internal.Roles;
import dev.nexs.orm.observe.internal.TracingObserver;
import io.opentelemetry.api.OpenTelemetry;

/**
 * Spans of a datasource for OpenTelemetry: {@code NexsTracing.start(ds, openTelemetry)}, or {@code nexs.tracing=true} for the
 * global one. One for each statement, one for each unit of work with its attempts as events, one for each failover. Until it
 * is started, and after {@link #close}, nothing is made.
 */
public final class NexsTracing implements AutoCloseable {

    private final Observers observers;
    private final TracingObserver observer;

    private NexsTracing(Observers observers, TracingObserver observer) {
        this.observers = observers;
        this.observer = observer;
        observers.add(observer);
    }

    /**
     * Begins to make spans.
     *
     * @throws IllegalArgumentException when {@code source} hides the datasource
     */
    public static NexsTracing start(ObservedDataSource source, OpenTelemetry telemetry) {
        return new NexsTracing(
                Observers.of(source),
                new TracingObserver(telemetry, source.database(), new Roles(source.cluster()::nodes)));
    }

    /** Ends it: what runs now is the last that has a span. */
    @Override
    public void close() {
        observers.remove(observer);
    }
}
