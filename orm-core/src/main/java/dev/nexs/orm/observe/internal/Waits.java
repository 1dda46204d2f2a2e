package dev.nexs.orm.observe.internal;

import dev.nexs.orm.observe.internal.Observer.Wait;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the borrower on this thread waits for, as told by whoever lets it wait. What is left of its time, nobody having told
 * why, it spent on a pool. Made only while somebody observes; otherwise telling costs the look at a thread's own value, which
 * only those pay who wait.
 */
public final class Waits {

    /** A borrow from a pool that has a connection takes less. */
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final ThreadLocal<@Nullable Waits> CURRENT = new ThreadLocal<>();

    private final long began = System.nanoTime();
    private final Map<Wait, Long> nanos = new EnumMap<>(Wait.class);

    private Waits() {}

    static Waits begin() {
        Waits waits = new Waits();
        CURRENT.set(waits);
        return waits;
    }

    /** The borrower on this thread has waited. */
    public static void add(Wait why, long nanos) {
        Waits waits = CURRENT.get();
        if (waits != null) {
            waits.nanos.merge(why, nanos, Long::sum);
        }
    }

    void end(Observer observer, @Nullable Object borrow) {
        CURRENT.remove();
        long rest = System.nanoTime() - began;
        for (long known : nanos.values()) {
            rest -= known;
        }
        if (rest >= SHORTEST_NANOS) {
            nanos.merge(Wait.POOL, rest, Long::sum);
        }
        nanos.forEach((why, waited) -> observer.waited(borrow, why, waited));
    }
}
