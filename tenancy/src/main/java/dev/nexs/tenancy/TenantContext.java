package dev.nexs.tenancy;

import dev.nexs.tenancy.internal.Scope;
import dev.nexs.tenancy.internal.TenantNames;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says which tenant is asking, for as long as a block runs. Scopes nest, each ends with its block and restores the one
 * around it. Nothing is inherited by other threads, pooled or virtual, unless the task was wrapped. A session belongs to
 * the tenant that was current when it was opened.
 */
public final class TenantContext {

    private TenantContext() {}

    /**
     * Work that returns something.
     *
     * @param <T> what it returns
     * @param <X> what it may throw
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, X extends Exception> {
        /** Does it. */
        T call() throws X;
    }

    /**
     * Work that returns nothing.
     *
     * @param <X> what it may throw
     */
    @FunctionalInterface
    public interface Action<X extends Exception> {
        /** Does it. */
        void run() throws X;
    }

    /**
     * Runs {@code work} on behalf of a tenant.
     *
     * @throws IllegalArgumentException if that is no name of a tenant
     */
    public static <X extends Exception> void run(String tenant, Action<X> work) throws X {
        call(tenant, () -> {
            work.run();
            return true;
        });
    }

    /**
     * Runs {@code work} on behalf of a tenant and returns what it returns.
     *
     * @throws IllegalArgumentException if that is no name of a tenant
     */
    public static <T extends @Nullable Object, X extends Exception> T call(String tenant, Work<T, X> work) throws X {
        return Scope.within(Scope.of(TenantNames.require(tenant)), work::call);
    }

    /** {@return who is asking, if anybody said so} An administrator's scope over all tenants is nobody's. */
    public static Optional<String> current() {
        Scope scope = Scope.current();
        return scope == null ? Optional.empty() : Optional.ofNullable(scope.tenant());
    }

    /**
     * {@return who is asking}
     *
     * @throws TenancyException if nobody said so
     */
    public static String require() {
        return current()
                .orElseThrow(() -> new TenancyException(
                        TenancyException.Reason.NO_TENANT,
                        null,
                        "No tenant is set for this thread; run the work in TenantContext.run(tenant, …), or wrap the task"
                                + " that was handed to another thread with TenantContext.wrap(…)"));
    }

    /** {@return a task that runs, wherever it does, on behalf of the tenant that is current now; of nobody if there is none} */
    public static Runnable wrap(Runnable task) {
        Scope scope = Scope.toCarry();
        return () -> Scope.within(scope, () -> {
            task.run();
            return true;
        });
    }

    /** {@return a task that runs, wherever it does, on behalf of the tenant that is current now; of nobody if there is none} */
    public static <T> Callable<T> wrap(Callable<T> task) {
        Scope scope = Scope.toCarry();
        return () -> Scope.<T, Exception>within(scope, task::call);
    }

    /** {@return an executor that runs each task on behalf of the tenant that is current when the task is handed over} */
    public static Executor wrap(Executor executor) {
        return task -> executor.execute(wrap(task));
    }

    /** {@return an executor that runs each task on behalf of the tenant that is current when the task is handed over} */
    public static ExecutorService wrap(ExecutorService executor) {
        return new AbstractExecutorService() {
            @Override
            public void execute(Runnable task) {
                executor.execute(TenantContext.wrap(task));
            }

            @Override
            public void shutdown() {
                executor.shutdown();
            }

            @Override
            public List<Runnable> shutdownNow() {
                return executor.shutdownNow();
            }

            @Override
            public boolean isShutdown() {
                return executor.isShutdown();
            }

            @Override
            public boolean isTerminated() {
                return executor.isTerminated();
            }

            @Override
            public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
                return executor.awaitTermination(timeout, unit);
            }
        };
    }
}
