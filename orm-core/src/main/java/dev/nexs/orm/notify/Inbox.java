package dev.nexs.orm.notify;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One handler with its queue. The listener puts in, the handler's thread takes out, one at a time. Thread-safe. */
final class Inbox implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String name;
    private final Predicate<String> matches;
    private final Consumer<? super Notification> handler;
    private final SubscriptionOptions options;
    private final Consumer<Inbox> onClose;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Object> queue = new ArrayDeque<>();
    private @Nullable Notification last;
    private @Nullable Thread worker;
    private long workingSince;
    private boolean interrupted;
    private boolean draining;
    private boolean closed;
    private boolean gapAfterDrop;
    private long received;
    private long handled;
    private long failed;
    private long timedOut;
    private long dropped;
    private long gaps;

    /**
     * A handler.
     *
     * @param name the channel or pattern
     * @param matches which channels it wants
     */
    Inbox(
            String name,
            Predicate<String> matches,
            Consumer<? super Notification> handler,
            SubscriptionOptions options,
            Consumer<Inbox> onClose) {
        this.name = name;
        this.matches = matches;
        this.handler = handler;
        this.options = options;
        this.onClose = onClose;
        this.executor = options.executor() != null ? options.executor() : this::onOwnThread;
    }

    /** A thread that lives while there is something to do; a burst costs one. */
    private void onOwnThread(Runnable task) {
        Thread thread = new Thread(task, "nexs-notify-" + name + "-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
    }

    boolean wants(String channel) {
        return matches.test(channel);
    }

    /** Takes a message; may wait, as the options say. */
    void put(Notification message) {
        lock.lock();
        try {
            received++;
            while (queue.size() >= options.queueSize() && options.overflow() == Overflow.WAIT && !closed) {
                changed.await(50, TimeUnit.MILLISECONDS);
                interruptSlowHandler();
            }
            if (closed) {
                return;
            }
            if (queue.size() >= options.queueSize()) {
                dropped++;
                if (options.overflow() == Overflow.DROP_NEWEST) {
                    gapAfterDrop = true;
                    return;
                }
                dropOldest(message.receivedAt());
            }
            if (gapAfterDrop) {
                gapAfterDrop = false;
                addGap(Gap.Reason.OVERFLOW, message.receivedAt(), message.receivedAt(), false);
            }
            queue.add(message);
            last = message;
            work();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void dropOldest(Instant now) {
        Object head = queue.poll();
        if (head instanceof Gap known) { // it stays in front, and the message behind it goes
            queue.poll();
            queue.addFirst(new Gap(name, known.reason(), known.last(), known.since(), now));
        } else if (head instanceof Notification lost) {
            gaps++;
            queue.addFirst(new Gap(name, Gap.Reason.OVERFLOW, null, lost.receivedAt(), now));
        }
    }

    /** Messages may have been missed. */
    void gap(Gap.Reason reason, Instant since, Instant until) {
        lock.lock();
        try {
            addGap(reason, since, until, true);
        } finally {
            lock.unlock();
        }
    }

    private void addGap(Gap.Reason reason, Instant since, Instant until, boolean wake) {
        if (closed) {
            return;
        }
        gaps++;
        queue.add(new Gap(name, reason, last, since, until));
        if (wake) {
            work();
        }
    }

    private void work() {
        if (!draining) {
            draining = true;
            try {
                executor.execute(this::drain);
            } catch (RuntimeException e) {
                draining = false;
                LOG.warn(
                        "The executor of the subscription to {} refused to handle a message; it waits for the next",
                        name,
                        e);
            }
        }
    }

    private void drain() {
        while (true) {
            Object next;
            lock.lock();
            try {
                next = closed ? null : queue.poll();
                if (next == null) {
                    draining = false;
                    worker = null;
                    return;
                }
                worker = Thread.currentThread();
                workingSince = System.nanoTime();
                interrupted = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            boolean good = handle(next);
            lock.lock();
            try {
                worker = null;
                if (interrupted) {
                    Thread.interrupted(); // ours, and not the next message's
                }
                if (next instanceof Notification) {
                    handled += good && !interrupted ? 1 : 0;
                    failed += good && !interrupted ? 0 : 1;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean handle(Object next) {
        try {
            if (next instanceof Gap gap) {
                options.onGap().accept(gap);
            } else {
                handler.accept((Notification) next);
            }
            return true;
        } catch (RuntimeException | Error e) {
            LOG.warn("A handler of the subscription to {} failed; others and later messages are not affected", name, e);
            return false;
        }
    }

    /** Called by the listener now and then. */
    void look() {
        lock.lock();
        try {
            interruptSlowHandler();
        } finally {
            lock.unlock();
        }
    }

    private void interruptSlowHandler() {
        Thread busy = worker;
        if (busy != null
                && !interrupted
                && System.nanoTime() - workingSince > options.timeout().toNanos()) {
            interrupted = true;
            timedOut++;
            LOG.warn(
                    "A handler of the subscription to {} was interrupted behind its timeout of {}",
                    name,
                    options.timeout());
            busy.interrupt();
        }
    }

    @Override
    public Statistics statistics() {
        lock.lock();
        try {
            return new Statistics(received, handled, failed, timedOut, dropped, gaps, queue.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
    }

    @Override
    public String toString() {
        return "subscription to " + name;
    }
}
