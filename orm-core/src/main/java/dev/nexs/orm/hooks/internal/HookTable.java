package dev.nexs.orm.hooks.internal;

import dev.nexs.orm.hooks.Hook;
import dev.nexs.orm.hooks.HookOptions;
import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.orm.hooks.HookRegistration;
import dev.nexs.orm.hooks.HookStatistics;
import dev.nexs.orm.hooks.HookVetoException;
import dev.nexs.orm.hooks.Hooks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which hooks are called where, as arrays that are replaced whole when a hook comes or goes: whoever reads a point's array
 * reads one field and locks nothing. Where an array is null nobody listens, and the caller has nothing to allocate.
 */
public final class HookTable implements AutoCloseable {

    private static final int TIMED_THREADS = 64;

    /** What a hook sends on its own thread meets no hook. */
    private static final ThreadLocal<@Nullable Boolean> INSIDE = new ThreadLocal<>();

    private final @Nullable RegisteredHook[][] own =
            new RegisteredHook[HookPoint.values().size()][];
    private final Map<String, RegisteredHook> byName = new TreeMap<>();
    private final List<Runnable> interested = new CopyOnWriteArrayList<>();

    /** Whether there is any hook at all, custom points included. */
    private volatile boolean any;

    private volatile Map<HookPoint, RegisteredHook[]> custom = Map.of();
    private @Nullable ThreadPoolExecutor background;
    private @Nullable ThreadPoolExecutor timed;
    private boolean closed;

    /** Nobody listens yet. */
    public HookTable() {}

    /** {@return whether anybody listens anywhere} One volatile read. */
    public boolean any() {
        return any;
    }

    /** {@return whether anybody listens there, and this thread is not inside a hook} */
    public boolean listens(HookPoint point) {
        return any && at(point) != null && INSIDE.get() == null;
    }

    /**
     * Calls what listens before an operation.
     *
     * @throws HookVetoException when one refuses it
     */
    public void before(HookPoint point, Operation operation) throws HookVetoException {
        RegisteredHook[] hooks = any ? at(point) : null;
        if (hooks == null || INSIDE.get() != null) {
            return;
        }
        operation.at(point);
        INSIDE.set(Boolean.TRUE);
        try {
            for (RegisteredHook hook : hooks) {
                hook.call(operation, this);
            }
        } finally {
            INSIDE.remove();
        }
    }

    /** Calls what listens after an operation, or on something that nobody can refuse. */
    public void after(HookPoint point, Operation operation) {
        try {
            before(point, operation);
        } catch (HookVetoException e) {
            throw new IllegalStateException("A hook cannot refuse what has happened", e);
        }
    }

    /** Calls the hooks of a custom point. */
    public void fire(HookPoint point, Map<String, ? extends @Nullable Object> attributes) throws HookVetoException {
        if (!point.isCustom()) {
            throw new IllegalArgumentException(
                    point + " is fired by this library alone; name one of your own by HookPoint.named(...)");
        }
        if (any && at(point) != null) {
            Operation operation = new Operation(null);
            attributes.forEach(operation::attribute);
            before(point, operation);
        }
    }

    private RegisteredHook @Nullable [] at(HookPoint point) {
        int index = point.index();
        return index < 0 ? custom.get(point) : own[index];
    }

    /** Registers a hook. */
    public synchronized HookRegistration add(List<HookPoint> points, String name, Hook hook, HookOptions options) {
        if (closed) {
            throw new IllegalStateException("The datasource is closed, so hook '" + name + "' would never be called");
        }
        if (name.isBlank() || byName.containsKey(name)) {
            throw new IllegalArgumentException(
                    name.isBlank()
                            ? "A hook needs a name, for its figures and its messages"
                            : "There is a hook '" + name + "' already; close it first, or choose another name");
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException("Hook '" + name + "' names no point, so it would never be called");
        }
        if (options.isRequired() && (options.isAsync() || !points.stream().allMatch(HookPoint::mayVeto))) {
            throw new IllegalArgumentException("Hook '" + name + "' is required, but "
                    + (options.isAsync() ? "asynchronous" : "called after the operation")
                    + ": it could refuse nothing. Leave out required(), or call it before, on the operation's thread");
        }
        RegisteredHook registered = new RegisteredHook(points, name, hook, options, this::remove);
        byName.put(name, registered);
        publish();
        interested.forEach(Runnable::run);
        return registered;
    }

    private synchronized void remove(RegisteredHook hook) {
        if (byName.remove(hook.name(), hook)) {
            publish();
        }
    }

    /** Called under the lock. The arrays first, the flag last: who sees the flag sees them. */
    private void publish() {
        Map<HookPoint, List<RegisteredHook>> points = new LinkedHashMap<>();
        byName.values().stream()
                .sorted(Comparator.comparingInt(RegisteredHook::priority)
                        .reversed()
                        .thenComparingLong(RegisteredHook::order))
                .forEach(hook -> hook.points()
                        .forEach(point -> points.computeIfAbsent(point, key -> new ArrayList<>())
                                .add(hook)));
        Map<HookPoint, RegisteredHook[]> named = new HashMap<>();
        Arrays.fill(own, null);
        points.forEach((point, hooks) -> {
            RegisteredHook[] array = hooks.toArray(RegisteredHook[]::new);
            if (point.isCustom()) {
                named.put(point, array);
            } else {
                own[point.index()] = array;
            }
        });
        custom = Map.copyOf(named);
        any = !byName.isEmpty();
    }

    /** Runs {@code action} whenever a hook was added: who installs something for a point does so when it is first needed. */
    public void whenAdded(Runnable action) {
        interested.add(action);
    }

    /** Runs it no more. */
    public void forget(Runnable action) {
        interested.remove(action);
    }

    /** {@return whether a hook is registered there, wherever this thread is} */
    public boolean isWanted(HookPoint point) {
        return any && at(point) != null;
    }

    /** {@return the hook of this name, or null} */
    public synchronized @Nullable HookRegistration find(String name) {
        return byName.get(name);
    }

    /** {@return figures of every hook, by name} */
    public synchronized List<HookStatistics> statistics() {
        return byName.values().stream().map(RegisteredHook::statistics).toList();
    }

    /** Who runs hooks that nobody waits for; refuses what finds the queue full. */
    synchronized ThreadPoolExecutor background() {
        if (background == null) {
            background = new ThreadPoolExecutor(
                    1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(Hooks.QUEUE), threads("nexs-hooks"));
            background.allowCoreThreadTimeOut(true);
            if (closed) {
                background.shutdownNow();
            }
        }
        return background;
    }

    /** Who runs hooks that are waited for, but not for ever. */
    synchronized ThreadPoolExecutor timed() {
        if (timed == null) {
            timed = new ThreadPoolExecutor(
                    0, TIMED_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads("nexs-timed-hooks"));
            if (closed) {
                timed.shutdownNow();
            }
        }
        return timed;
    }

    private static ThreadFactory threads(String name) {
        AtomicLong number = new AtomicLong();
        return task -> {
            Thread thread = new Thread(() -> inside(task), name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static void inside(Runnable task) {
        INSIDE.set(Boolean.TRUE);
        task.run();
    }

    /** Takes all hooks out and ends the threads. */
    @Override
    public synchronized void close() {
        closed = true;
        byName.clear();
        publish();
        for (ThreadPoolExecutor executor : Arrays.asList(background, timed)) {
            if (executor != null) {
                executor.shutdownNow();
            }
        }
    }
}
