package dev.nexs.orm.pool.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Threads that wait inside HikariCP and may have to be woken. Waking is an interrupt; it is taken back before the thread
 * leaves, so that the caller never sees an interrupt that it did not send itself. An interrupt of the caller's own that
 * arrives at the same moment is not told apart.
 */
final class Waiters {

    private final Set<Waiter> waiters = new HashSet<>();

    /** Lets the current thread wait; {@link #wake} ends the wait with the exception that an interrupt causes. */
    Connection remember(Wait wait) throws SQLException {
        Waiter waiter = new Waiter(Thread.currentThread());
        synchronized (waiters) {
            waiters.add(waiter);
        }
        try {
            return wait.get();
        } finally {
            synchronized (waiters) {
                waiters.remove(waiter);
                if (waiter.woken) {
                    boolean unused = Thread.interrupted();
                }
            }
        }
    }

    /** Wakes every thread that is remembered. */
    void wake() {
        synchronized (waiters) {
            for (Waiter waiter : waiters) {
                waiter.woken = true;
                waiter.thread.interrupt();
            }
        }
    }

    /** What a thread waits for. */
    interface Wait {
        Connection get() throws SQLException;
    }

    private static final class Waiter {

        private final Thread thread;
        private boolean woken;

        Waiter(Thread thread) {
            this.thread = thread;
        }
    }
}
