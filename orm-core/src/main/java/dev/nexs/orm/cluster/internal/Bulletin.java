package dev.nexs.orm.cluster.internal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's lock and the table published under it. Borrowers read the table without the lock, and take it only to wait
 * for another table.
 */
public final class Bulletin {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Runnable afterwards;

    private volatile Table table = Table.EMPTY;
    private volatile boolean closed;

    /**
     * Nobody is known yet.
     *
     * @param afterwards what is run by who lets the lock go, each time
     */
    Bulletin(Runnable afterwards) {
        this.afterwards = afterwards;
    }

    /** {@return who serves whom at this moment} */
    public Table table() {
        return table;
    }

    boolean isClosed() {
        return closed;
    }

    /** Under the lock. */
    void publish(Table next) {
        if (!next.equals(table)) {
            table = next;
            changed.signalAll();
        }
    }

    /** Under the lock: nobody is served any more, and whoever waits is told. */
    void close() {
        closed = true;
        table = Table.EMPTY;
        changed.signalAll();
    }

    boolean awaitChange(Table seen, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (table.equals(seen) && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !table.equals(seen) || closed;
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

    <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            letGo();
        }
    }

    private void letGo() {
        lock.unlock();
        if (!lock.isHeldByCurrentThread()) {
            afterwards.run();
        }
    }
}
