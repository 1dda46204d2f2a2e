package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.Cluster.Subscription;
import dev.nexs.orm.cluster.ClusterEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last events, and those who want to hear of new ones. Listeners run on one thread in the order of the events, so a
 * slow one delays others' news and never a failover; a queue of events that nobody takes is bounded. Events are added
 * under the cluster's lock, and told and written to the log after it was let go: whoever hears of one finds the cluster as
 * the event says, and a slow log holds up nobody who wants the lock.
 */
final class EventLog implements AutoCloseable {

    static final int KEPT = 100;

    private static final int PENDING = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private final ArrayDeque<ClusterEvent> history = new ArrayDeque<>(KEPT);
    private final Queue<ClusterEvent> unwritten = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final List<Consumer<? super ClusterEvent>> listeners = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor teller;
    private final Runnable lockLetGo;

    /**
     * No event yet.
     *
     * @param lockLetGo returns when whoever holds the cluster's lock has let it go
     */
    EventLog(Runnable lockLetGo) {
        this.lockLetGo = lockLetGo;
        teller = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(PENDING),
                Threads.daemons("nexs-cluster-events"),
                (task, executor) -> LOG.warn("an event was not told to listeners: {} are waiting already", PENDING));
        teller.allowCoreThreadTimeOut(true);
    }

    void add(ClusterEvent event) {
        unwritten.add(event);
        synchronized (history) {
            if (history.size() == KEPT) {
                history.removeFirst();
            }
            history.addLast(event);
        }
        if (!listeners.isEmpty() && !teller.isShutdown()) {
            teller.execute(() -> tell(event));
        }
    }

    /** Writes what was added to the log, in order. Who finds another at it leaves it to that one and waits for nothing. */
    void write() {
        while (!unwritten.isEmpty() && writing.tryLock()) {
            try {
                for (ClusterEvent event = unwritten.poll(); event != null; event = unwritten.poll()) {
                    LOG.atLevel(EventWords.level(event)).log(EventWords.of(event));
                }
            } finally {
                writing.unlock();
            }
        }
    }

    Subscription subscribe(Consumer<? super ClusterEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    List<ClusterEvent> history() {
        lockLetGo.run();
        synchronized (history) {
            return List.copyOf(history);
        }
    }

    private void tell(ClusterEvent event) {
        lockLetGo.run();
        for (Consumer<? super ClusterEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException | LinkageError | AssertionError e) {
                LOG.error("a listener failed on {}", event, e);
            }
        }
    }

    @Override
    public void close() {
        teller.shutdown();
    }
}
