package dev.nexs.orm.cluster.internal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The cluster's lock, and the condition that borrowers wait on while nobody can serve them. */
final class ClusterLock {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Runnable afterwards;

    /**
     * Nobody holds it yet.
     *
     * @param afterwards what is run by who lets the lock go, each time
     */
    ClusterLock(Runnable afterwards) {
        this.afterwards = afterwards;
    }

    /** Under the lock: something that is waited for may have come. */
    void signal() {
        changed.signalAll();
    }

    boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (!condition.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when whoever holds the lock now has let it go. */
    void awaitLock() {
        locked(() -> {});
    }

    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            letGo();
        }
    }

    <T extends @Nullable Object, E extends Exception> T locked(Action<T, E> action) throws E {
        lock.lock();
        try {
            return action.run();
        } finally {
            letGo();
        }
    }

    /** What is done under the lock. */
    @FunctionalInterface
    interface Action<T extends @Nullable Object, E extends Exception> {
        T run() throws E;
    }

    private void letGo() {
        lock.unlock();
        if (!lock.isHeldByCurrentThread()) {
            afterwards.run();
        }
    }
}
