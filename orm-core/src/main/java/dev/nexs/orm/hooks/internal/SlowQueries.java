package dev.nexs.orm.hooks.internal;

import dev.nexs.orm.hooks.HookContext;
import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.orm.hooks.Hooks;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The built-in hook {@code slow-query}: a line in the log for whatever took longer. Values are never in it. */
public final class SlowQueries {

    private static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.slow");

    private SlowQueries() {}

    /** Installs it. */
    public static void install(Hooks hooks, Duration threshold) {
        long nanos = threshold.toNanos();
        hooks.on(
                List.of(HookPoint.AFTER_QUERY, HookPoint.AFTER_UPDATE, HookPoint.AFTER_BATCH, HookPoint.AFTER_COPY),
                "slow-query",
                SlowQueries::log,
                options -> options.when(context -> ((Operation) context).nanos() >= nanos));
    }

    private static void log(HookContext context) {
        LOG.warn(
                "{} ms on {}{}{}{}: {}",
                context.duration().toMillis(),
                context.node(),
                context.rows() < 0 ? "" : ", " + context.rows() + " rows",
                context.unit() == null ? "" : ", unit " + context.unit(),
                context.error() == null ? "" : ", failed",
                context.sql() == null
                        ? "a batch of several statements"
                        : context.sql().strip());
    }
}
