package dev.nexs.orm.observe.internal;

import dev.nexs.orm.observe.Health;
import dev.nexs.orm.observe.HealthReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a datasource did: a report each time that its verdict or its number of reasons changed, the last hundred. Thread-safe. */
public final class HealthLog {

    private static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.health");
    private static final int KEPT = 100;

    private final Supplier<HealthReport> health;
    private final Deque<HealthReport> reports = new ArrayDeque<>();

    /** Asks {@code health}, which must not wait. */
    public HealthLog(Supplier<HealthReport> health) {
        this.health = health;
    }

    /** Looks; a verdict that is another than before is logged. */
    public synchronized void look() {
        HealthReport now = health.get();
        HealthReport before = reports.peekLast();
        if (before != null
                && before.health() == now.health()
                && before.reasons().size() == now.reasons().size()) {
            return;
        }
        reports.addLast(now);
        if (reports.size() > KEPT) {
            reports.removeFirst();
        }
        log(before == null ? null : before.health(), now);
    }

    private static void log(@Nullable Health before, HealthReport now) {
        if (before == null || before == now.health()) {
            return;
        }
        if (now.health() == Health.UP) {
            LOG.info("Health is {}", now);
        } else {
            LOG.warn("Health is {}", now);
        }
    }

    /** {@return what it saw, oldest first} */
    public synchronized List<HealthReport> reports() {
        return List.copyOf(reports);
    }
}
