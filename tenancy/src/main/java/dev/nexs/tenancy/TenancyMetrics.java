package dev.nexs.tenancy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Meters of tenants for Micrometer: {@code new TenancyMetrics(tenancy, 20).bindTo(registry)}. The busiest tenants have series of
 * their own and the rest one together, tagged {@code tenant=(rest)}, so that there are never more than one more than was asked
 * for. Which those are is looked at whenever the number of tenants, {@code nexs.tenancy.tenants}, is read, as each scrape does.
 */
public final class TenancyMetrics implements MeterBinder, AutoCloseable {

    private static final String REST = "(rest)";

    private final Tenancy tenancy;
    private final int most;
    private final List<Runnable> refreshes = new ArrayList<>();
    private final List<Runnable> undo = new ArrayList<>();

    /**
     * Measures nothing yet.
     *
     * @param most how many tenants have series of their own
     */
    public TenancyMetrics(Tenancy tenancy, int most) {
        if (most < 0 || most > 10_000) {
            throw new IllegalArgumentException(
                    "most = " + most + " is not allowed; allowed is 0 to 10000 tenants with series of their own");
        }
        this.tenancy = tenancy;
        this.most = most;
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        series(registry, "nexs.tenancy.connections", "Connections that a tenant holds", TenantUse::connections);
        series(registry, "nexs.tenancy.waiting", "Threads that wait for a connection of a tenant", TenantUse::waiting);
        series(registry, "nexs.tenancy.borrows", "Connections that a tenant has had", TenantUse::borrows);
        series(registry, "nexs.tenancy.refusals", "How often a tenant was refused by a limit", TenantUse::refusals);
        series(
                registry,
                "nexs.tenancy.waited",
                "Seconds that a tenant's threads have waited",
                use -> use.waited().toMillis() / 1e3);
        Gauge tenants = Gauge.builder("nexs.tenancy.tenants", this, TenancyMetrics::read)
                .description("Tenants that are not dropped")
                .register(registry);
        undo.add(() -> registry.remove(tenants));
    }

    private void series(MeterRegistry registry, String name, String description, ToDoubleFunction<TenantUse> value) {
        MultiGauge gauges = MultiGauge.builder(name).description(description).register(registry);
        refreshes.add(() -> gauges.register(
                tenancy.use(most).entrySet().stream()
                        .map((Map.Entry<String, TenantUse> entry) -> MultiGauge.Row.of(
                                Tags.of("tenant", entry.getKey().isEmpty() ? REST : entry.getKey()),
                                value.applyAsDouble(entry.getValue())))
                        .toList(),
                true));
        undo.add(() -> registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().equals(name))
                .toList()
                .forEach(registry::remove));
    }

    private synchronized double read() {
        refreshes.forEach(Runnable::run); // rows that are there already are replaced
        return tenancy.tenants().size();
    }

    /** Takes the meters out. */
    @Override
    public synchronized void close() {
        refreshes.clear();
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
