package dev.nexs.orm;

import dev.nexs.orm.routing.internal.CallerMemory;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one user has written, read, or was handed as a token, across the threads that work for that user: a request, a job,
 * a conversation. Reads inside it show all of that; so do connections of a {@link NexsDataSource} that are borrowed, or
 * choose their node, inside it.
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

    /** Whether there ever was one: asking for a thread's own takes a while beside a borrow. */
    private static volatile boolean opened;

    private final ConcurrentMap<Long, ConsistencyToken> tokens = new ConcurrentHashMap<>();
    private final ConcurrentMap<CallerMemories, OfScope> memories = new ConcurrentHashMap<>();
    private final @Nullable ConsistencyScope outer;
    private final Thread owner = Thread.currentThread();

    private ConsistencyScope(@Nullable ConsistencyScope outer) {
        this.outer = outer;
    }

    /** Opens a scope that has seen what {@code tokens} cover, and binds it to this thread. */
    public static ConsistencyScope open(ConsistencyToken... tokens) {
        opened = true;
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

    static @Nullable ConsistencyScope bound() {
        return opened ? CURRENT.get() : null;
    }

    /** What was seen of one cluster here. */
    CallerMemory memory(CallerMemories cluster) {
        OfScope known = memories.get(cluster);
        return known != null ? known : memories.computeIfAbsent(cluster, OfScope::new);
    }

    /** Notes that {@code token} was seen. */
    public void raise(ConsistencyToken token) {
        tokens.merge(token.systemIdentifier(), token, ConsistencyToken::merge);
    }

    /**
     * {@return what was seen, if anything} Nodes that were read from since are asked how far they are: at most one round trip
     * for each, and as a rule there is one.
     *
     * @throws IllegalStateException if several clusters were used; see {@link #tokens()}
     * @throws TransactionFailedException if neither such a node nor the primary answers
     */
    public Optional<ConsistencyToken> token() {
        List<ConsistencyToken> all = tokens();
        if (all.size() > 1) {
            throw new IllegalStateException(
                    "This scope has seen " + all.size() + " clusters and so has no single token; use tokens()");
        }
        return all.stream().findFirst();
    }

    /** {@return what was seen of a cluster, if anything, as {@link #token()} does} */
    public Optional<ConsistencyToken> token(long systemIdentifier) {
        settle();
        return Optional.ofNullable(tokens.get(systemIdentifier));
    }

    /** {@return what was seen, a token for each cluster, as {@link #token()} does} */
    public List<ConsistencyToken> tokens() {
        settle();
        return List.copyOf(tokens.values());
    }

    private void settle() {
        memories.forEach((cluster, memory) -> {
            try {
                cluster.settle(memory);
            } catch (SQLException e) {
                throw new TransactionFailedException(
                        "It could not be found out how much was read in this scope: " + e.getMessage(), e);
            }
        });
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

    /** The part of one cluster. */
    private final class OfScope extends CallerMemory {

        private final CallerMemories cluster;

        OfScope(CallerMemories cluster) {
            this.cluster = cluster;
        }

        /** Tokens of clusters that are not known may be of any, and so of this one. */
        @Override
        public @Nullable ConsistencyToken token() {
            if (tokens.isEmpty()) {
                return null;
            }
            long system = cluster.system();
            ConsistencyToken unnamed = tokens.get(0L);
            ConsistencyToken ours = system == 0 ? only() : tokens.get(system);
            if (ours == null || unnamed == null) {
                return ours == null ? unnamed : ours;
            }
            return ours.merge(unnamed);
        }

        @Override
        public boolean isMixed() {
            return !tokens.isEmpty();
        }

        /** Where the role may not ask which cluster this is, several tokens cannot be told apart. */
        private @Nullable ConsistencyToken only() {
            List<ConsistencyToken> named = tokens.values().stream()
                    .filter(token -> token.systemIdentifier() != 0)
                    .toList();
            if (named.size() > 1) {
                throw new IllegalStateException("This scope has tokens of " + named.size()
                        + " clusters, and which one this datasource reads from is not known; grant its role EXECUTE on"
                        + " pg_control_system(), or open a scope for each cluster");
            }
            return named.isEmpty() ? null : named.get(0);
        }

        @Override
        public void raise(ConsistencyToken token) {
            ConsistencyScope.this.raise(token);
        }
    }
}
