package dev.nexs.orm.hooks.internal;

import dev.nexs.orm.hooks.Hook;
import dev.nexs.orm.hooks.HookContext;
import dev.nexs.orm.hooks.HookOptions;
import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.orm.hooks.HookRegistration;
import dev.nexs.orm.hooks.HookStatistics;
import dev.nexs.orm.hooks.HookVeto;
import dev.nexs.orm.hooks.HookVetoException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hook: what it is, and what comes of calling it. Three ways lead to its code, here, on a thread that is waited for, and
 * on one that is not; all end in {@link #run}, which measures, and all failures in {@link #failed}, which decides.
 */
final class RegisteredHook implements HookRegistration {

    private static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.hooks");
    private static final AtomicLong ORDER = new AtomicLong();
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final List<HookPoint> points;
    private final String name;
    private final Hook hook;
    private final HookOptions options;
    private final Consumer<RegisteredHook> remover;
    private final long order = ORDER.incrementAndGet();

    private final Latencies latencies = new Latencies();
    private final LongAdder vetoes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder drops = new LongAdder();
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime() - 1);
    private volatile boolean enabled = true;

    RegisteredHook(
            List<HookPoint> points, String name, Hook hook, HookOptions options, Consumer<RegisteredHook> remover) {
        this.points = points;
        this.name = name;
        this.hook = hook;
        this.options = options;
        this.remover = remover;
    }

    List<HookPoint> points() {
        return points;
    }

    int priority() {
        return options.priority();
    }

    long order() {
        return order;
    }

    /** Calls it, if it wants to be. */
    void call(Operation operation, HookTable table) throws HookVetoException {
        if (!enabled) {
            return;
        }
        operation.showValues(options.seesValues());
        try {
            if (options.condition() != null && !options.condition().test(operation)) {
                return;
            }
            if (options.isAsync()) {
                runLater(operation, table);
            } else if (options.limit() != null) {
                runWithin(operation, table);
            } else {
                run(operation);
            }
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(operation.point(), e);
        }
    }

    private void run(HookContext context) throws Exception {
        long began = System.nanoTime();
        try {
            hook.call(context);
        } finally {
            latencies.add(System.nanoTime() - began);
        }
    }

    private void runLater(Operation operation, HookTable table) {
        Operation copy = operation.copy(options.seesValues());
        try {
            table.background().execute(() -> {
                try {
                    if (options.limit() == null) {
                        run(copy);
                    } else {
                        runWithin(copy, table);
                    }
                } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                    count(copy.point(), e);
                }
            });
        } catch (RejectedExecutionException e) {
            drops.increment();
        }
    }

    /** The hook may outlive its time by ignoring the interrupt, so it gets an operation that it cannot disturb. */
    private void runWithin(Operation operation, HookTable table) throws Exception {
        Operation copy = operation.copy(options.seesValues());
        Future<?> call;
        try {
            call = table.timed().submit(() -> {
                run(copy);
                return null;
            });
        } catch (RejectedExecutionException e) {
            drops.increment();
            throw new TimeoutException("no thread was free for it");
        }
        try {
            call.get(limitNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            call.cancel(true);
            throw e;
        } catch (InterruptedException e) {
            call.cancel(true);
            throw e;
        }
    }

    private long limitNanos() {
        return options.limit() == null ? Long.MAX_VALUE : options.limit().toNanos();
    }

    /** A refusal where one can still be heard; else a line in the log and a figure. */
    private void failed(HookPoint point, Throwable failure) throws HookVetoException {
        if (failure instanceof HookVeto veto && point.mayVeto() && !options.isAsync()) {
            vetoes.increment();
            throw new HookVetoException(name, point, String.valueOf(veto.getMessage()), veto);
        }
        count(point, failure);
        if (options.isRequired()) {
            throw new HookVetoException(name, point, "it is required and failed: " + failure, failure);
        }
    }

    private void count(HookPoint point, Throwable failure) {
        if (failure instanceof TimeoutException) {
            timeouts.increment();
        } else {
            failures.increment();
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        long now = System.nanoTime();
        long quiet = quietUntil.get();
        if (now - quiet > 0 && quietUntil.compareAndSet(quiet, now + QUIET_NANOS)) {
            LOG.warn("{}", sentence(point, failure), loggable(failure));
        }
    }

    private String sentence(HookPoint point, Throwable failure) {
        String what = failure instanceof TimeoutException
                ? "was given up after " + options.limit()
                : failure instanceof HookVeto ? "refused what has happened already: " + failure.getMessage() : "failed";
        return "Hook '" + name + "' " + what + " at " + point
                + "; the operation went on. More of it is counted and said once a minute";
    }

    private static @Nullable Throwable loggable(Throwable failure) {
        return failure instanceof TimeoutException || failure instanceof HookVeto ? null : failure;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void enabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public HookStatistics statistics() {
        return new HookStatistics(
                name,
                enabled,
                latencies.count(),
                vetoes.sum(),
                failures.sum(),
                timeouts.sum(),
                drops.sum(),
                latencies.quantile(0.5),
                latencies.quantile(0.99));
    }

    @Override
    public void close() {
        remover.accept(this);
    }

    @Override
    public String toString() {
        return "hook '" + name + "' at " + points;
    }
}
