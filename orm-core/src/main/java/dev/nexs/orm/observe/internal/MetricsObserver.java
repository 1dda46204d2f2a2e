package dev.nexs.orm.observe.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns what an observer is told into timers and counters. Each is looked up once for its tags, of which there are few. */
public final class MetricsObserver implements Observer {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final UnaryOperator<String> roleOf;
    private final ConcurrentMap<String, Timer> queries = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Timer> borrows = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();

    /** Measures into a registry. */
    public MetricsObserver(MeterRegistry registry, UnaryOperator<String> roleOf) {
        this.registry = registry;
        this.roleOf = roleOf;
        for (Wait why : Wait.values()) {
            waits(why);
        }
        for (Outcome outcome : Outcome.values()) {
            commits(outcome); // a first unknown one is a rise only if there was a zero before
        }
        fallbacks();
    }

    private record Running(String name, long began) {}

    private record Copying(Running running) {}

    @Override
    public Object borrowing(String wanted) {
        return new Running(wanted, System.nanoTime());
    }

    @Override
    public void waited(@Nullable Object borrow, Wait why, long nanos) {
        waits(why).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer waits(Wait why) {
        return borrows.computeIfAbsent(
                "wait:" + why,
                key -> timer("db.connections.wait")
                        .tags("reason", lower(why))
                        .description("How long borrowers waited, by reason")
                        .register(registry));
    }

    private Counter commits(Outcome outcome) {
        return counter("db.commits", "Commits by what became of them", Tags.of("outcome", lower(outcome)));
    }

    private Counter fallbacks() {
        return counter("db.routing.fallbacks", "Reads that went to the primary instead of a replica", Tags.empty());
    }

    @Override
    public void borrowed(
            @Nullable Object borrow, @Nullable ObservedConnection connection, @Nullable Throwable failure) {
        if (!(borrow instanceof Running running)) {
            return;
        }
        String wanted = running.name();
        String node = connection == null ? null : connection.node();
        String role = node == null ? "none" : roleOf.apply(node);
        borrows.computeIfAbsent(
                        wanted + '>' + node + role,
                        key -> timer("db.connections.acquire")
                                .tags("preference", wanted, "node", String.valueOf(node), "role", role)
                                .description("How long a borrow took, and where it led")
                                .register(registry))
                .record(System.nanoTime() - running.began(), TimeUnit.NANOSECONDS);
        if (failure != null) {
            error(failure);
        } else if (role.equals("primary") && wanted.startsWith("secondary")) {
            fallbacks().increment();
        }
    }

    @Override
    public Object attempting(boolean readOnly, int attempt) {
        return new Running(readOnly ? "read" : "write", System.nanoTime());
    }

    @Override
    public void attempted(@Nullable Object attempt, @Nullable Throwable failure) {
        if (attempt instanceof Running running) {
            String outcome = failure == null ? "success" : "failure";
            queries.computeIfAbsent(
                            "unit:" + running.name() + outcome,
                            key -> timer("db.transaction.duration")
                                    .tags("kind", running.name(), "outcome", outcome)
                                    .description("How long one attempt of a unit of work took")
                                    .register(registry))
                    .record(System.nanoTime() - running.began(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void retrying(@Nullable Object attempt, String reason, long pauseNanos) {
        count("db.retries", "Units that were run again", Tags.of("reason", reason));
    }

    @Override
    public void ended(@Nullable Object commit, Outcome outcome, @Nullable Throwable failure) {
        commits(outcome).increment();
        if (failure != null) {
            error(failure);
        }
    }

    @Override
    public @Nullable Object sending(Sent statement) {
        if (statement.origin() == Origin.MODULE) {
            return null;
        }
        Running running = new Running(statement.node(), System.nanoTime());
        return statement.kind() == Kind.COPY ? new Copying(running) : running;
    }

    @Override
    public void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
        if (sent instanceof Copying copying) {
            counter(
                            "db.bulk.rows",
                            "Rows of COPY, in and out",
                            Tags.of("node", copying.running().name()))
                    .increment((double) Math.max(0, rows));
            answered(copying.running(), rows, failure);
        }
        if (!(sent instanceof Running running)) {
            return;
        }
        Timer timer = queries.get(running.name());
        if (timer == null) {
            timer = queries.computeIfAbsent(
                    running.name(),
                    node -> timer("db.query.duration")
                            .tags("node", node)
                            .description("From sending a statement to its first answer")
                            .register(registry));
        }
        timer.record(System.nanoTime() - running.began(), TimeUnit.NANOSECONDS);
        if (failure != null) {
            error(failure);
        }
    }

    @Override
    public Object connecting(String node) {
        return new Running(node, System.nanoTime());
    }

    @Override
    public void connected(@Nullable Object connect, @Nullable Throwable failure) {
        if (failure != null) {
            error(failure);
        } else if (connect instanceof Running running) {
            count("db.connections.opened", "Sessions of servers that were opened", Tags.of("node", running.name()));
        }
    }

    @Override
    public void closed(ObservedConnection physical, Closing why) {
        count(
                "db.connections.closed",
                "Sessions of servers that were closed, by reason",
                Tags.of("node", physical.node(), "reason", lower(why)));
    }

    /** Every kind of event is a record of its own. */
    @Override
    public void happened(Object event) {
        if (!(event instanceof ClusterEvent)) {
            return;
        }
        String kind = event.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");
        count(
                "db.cluster.events",
                "What happened to the cluster, by kind",
                Tags.of("event", kind.toLowerCase(Locale.ROOT)));
    }

    private void error(Throwable failure) {
        count("db.errors", "Failures by class of SQLSTATE", Tags.of("class", stateClass(failure)));
    }

    private static String stateClass(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() == 5) {
                return sql.getSQLState().substring(0, 2);
            }
        }
        return "other";
    }

    private void count(String name, String description, Tags tags) {
        counter(name, description, tags).increment();
    }

    private Counter counter(String name, String description, Tags tags) {
        return counters.computeIfAbsent(
                name + tags,
                key -> Counter.builder(name).tags(tags).description(description).register(registry));
    }

    private static Timer.Builder timer(String name) {
        return Timer.builder(name).serviceLevelObjectives(BUCKETS);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
