package dev.nexs.orm;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one user has written or was handed as a token, across the threads that work for that user: a request, a job, a
 * conversation. Reads inside it show all of that. They do not raise it, so two reads of others' writes may be answered by
 * two replicas of which the second is behind the first.
 *
 * <pre>{@code
 * try (ConsistencyScope scope = ConsistencyScope.open(tokenOfTheRequest)) {
 *     …
 *     response.setHeader("Consistency", scope.token().map(ConsistencyToken::toString).orElse(""));
 * }
 * }</pre>
 *
 * <p>It is bound to the thread that opened it until closed there; scopes nest. {@link #wrap} takes it to other threads.
 * Without one, each thread remembers for itself. Safe for use by several threads.
 */
public final class ConsistencyScope implements AutoCloseable {

    private static final ThreadLocal<@Nullable ConsistencyScope> CURRENT = new ThreadLocal<>();

    private final ConcurrentMap<Long, ConsistencyToken> tokens = new ConcurrentHashMap<>();
    private final @Nullable ConsistencyScope outer;
    private final Thread owner = Thread.currentThread();

    private ConsistencyScope(@Nullable ConsistencyScope outer) {
        this.outer = outer;
    }

    /** Opens a scope that has seen what {@code tokens} cover, and binds it to this thread. */
    public static ConsistencyScope open(ConsistencyToken... tokens) {
        ConsistencyScope scope = new ConsistencyScope(CURRENT.get());
        for (ConsistencyToken token : tokens) {
            scope.raise(token);
        }
        CURRENT.set(scope);
        return scope;
    }

    /** {@return the innermost scope of this thread} */
    public static Optional<ConsistencyScope> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Notes that {@code token} was seen. */
    public void raise(ConsistencyToken token) {
        tokens.merge(token.systemIdentifier(), token, ConsistencyToken::merge);
    }

    /**
     * {@return what was seen, if anything}
     *
     * @throws IllegalStateException if several clusters were used; see {@link #tokens()}
     */
    public Optional<ConsistencyToken> token() {
        List<ConsistencyToken> all = tokens();
        if (all.size() > 1) {
            throw new IllegalStateException(
                    "This scope has seen " + all.size() + " clusters and so has no single token; use tokens()");
        }
        return all.stream().findFirst();
    }

    /** {@return what was seen of a cluster, if anything} */
    public Optional<ConsistencyToken> token(long systemIdentifier) {
        return Optional.ofNullable(tokens.get(systemIdentifier));
    }

    /** {@return what was seen, a token for each cluster} */
    public List<ConsistencyToken> tokens() {
        Collection<ConsistencyToken> all = tokens.values();
        return List.copyOf(all);
    }

    /** {@return a task that runs {@code task} in this scope, on whichever thread} */
    public Runnable wrap(Runnable task) {
        return () -> {
            ConsistencyScope before = CURRENT.get();
            CURRENT.set(this);
            try {
                task.run();
            } finally {
                bind(before);
            }
        };
    }

    /** {@return a task that runs {@code task} in this scope, on whichever thread} */
    public <T> Callable<T> wrap(Callable<T> task) {
        return () -> {
            ConsistencyScope before = CURRENT.get();
            CURRENT.set(this);
            try {
                return task.call();
            } finally {
                bind(before);
            }
        };
    }

    /** {@return an executor that runs each task in the scope of the thread that submitted it} */
    public static Executor wrap(Executor executor) {
        return task -> executor.execute(current().map(scope -> scope.wrap(task)).orElse(task));
    }

    private static void bind(@Nullable ConsistencyScope scope) {
        if (scope == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(scope);
        }
    }

    /**
     * Binds the scope around this one to the thread again.
     *
     * @throws IllegalStateException on another thread, or while a scope inside this one is open
     */
    @Override
    public void close() {
        if (Thread.currentThread() != owner || CURRENT.get() != this) {
            throw new IllegalStateException(
                    "A ConsistencyScope is closed by the thread that opened it, the innermost one"
                            + " first; this one was opened by " + owner.getName());
        }
        bind(outer);
    }
}
