package dev.nexs.testing.internal.proxy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** An order to cut one connection behind a COMMIT; the first connection that sends one takes it. */
public final class CommitCut {

    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    /** Claims the order for the connection that calls. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    boolean isPending() {
        return !taken.get();
    }

    void complete() {
        done.countDown();
    }

    /** Withdraws the order unless a connection has taken it. */
    public void withdraw() {
        taken.set(true);
    }

    /** Whether a connection was cut. */
    public boolean isDone() {
        return done.getCount() == 0;
    }

    /** Waits until a connection was cut; false if none was in time. */
    public boolean await(Duration timeout) throws InterruptedException {
        return done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
