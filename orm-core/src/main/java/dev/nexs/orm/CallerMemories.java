package dev.nexs.orm;

import dev.nexs.orm.resilience.internal.ConsistencyMemory;
import dev.nexs.orm.routing.internal.CallerMemory;
import dev.nexs.orm.routing.internal.Router;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What callers have seen of one cluster: kept by their scope, else by their thread. Thread-safe. */
final class CallerMemories implements ConsistencyMemory {

    @SuppressWarnings("ThreadLocalUsage") // one for each cluster, of which there are few
    private final ThreadLocal<OfThread> ofThread = ThreadLocal.withInitial(OfThread::new);

    private final @Nullable Router router;

    /** Of the cluster behind {@code router}, or of a single node. */
    CallerMemories(@Nullable Router router) {
        this.router = router;
    }

    /** {@return what this thread's scope, or this thread outside any, has seen} */
    CallerMemory memory() {
        ConsistencyScope scope = ConsistencyScope.bound();
        return scope == null ? ofThread.get() : scope.memory(this);
    }

    @Override
    public @Nullable ConsistencyToken token() throws SQLException {
        CallerMemory memory = memory();
        settle(memory);
        return memory.token();
    }

    /** Has the token cover what was read since. */
    void settle(CallerMemory memory) throws SQLException {
        if (router != null) {
            router.settle(memory);
        }
    }

    @Override
    public void wrote(ConsistencyToken position) {
        memory().raise(position);
    }

    /** {@return which cluster this is, or 0 while that is not known} */
    long system() {
        return router == null ? 0 : router.system();
    }

    /** Used by one thread, or by those that end units which it began. */
    private static final class OfThread extends CallerMemory {

        private volatile @Nullable ConsistencyToken token;

        @Override
        public @Nullable ConsistencyToken token() {
            return token;
        }

        @Override
        public boolean isMixed() {
            return false;
        }

        @Override
        public synchronized void raise(ConsistencyToken seen) {
            ConsistencyToken before = token;
            token = before != null && before.sameSystem(seen) ? before.merge(seen) : seen;
        }
    }
}
