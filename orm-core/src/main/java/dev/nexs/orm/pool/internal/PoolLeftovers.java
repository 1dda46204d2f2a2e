package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.pool.HikariPool;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pools that were closed and that threads may still remember; they are known weakly. HikariCP keeps in each thread what it lent to that thread
 * last, and with it the whole pool. Elsewhere a pool is closed once, when the application ends; here one is closed with
 * each failure of its node, and its borrowers live on. So a thread forgets the closed pools when it next borrows from any, also one of another datasource.
 * A thread that rests keeps the pools it last borrowed from, one for each node, as it does with HikariCP alone.
 *
 * <p>While nobody remembers a closed pool, all this costs a borrower one volatile read. HikariCP can also be told to
 * remember weakly, which takes another object with each connection that is given back.
 */
final class PoolLeftovers {

    private static final ThreadLocal<long[]> FORGOTTEN = ThreadLocal.withInitial(() -> new long[1]);

    private static volatile @Nullable List<Closed> remembered;
    private static long count;

    private PoolLeftovers() {}

    /**
     * A closed pool.
     *
     * @param number how many had been closed, with this one
     * @param thread the youngest that can have borrowed from it, since threads are numbered in their order
     * @param pool the pool, as long as somebody remembers it
     */
    private record Closed(long number, long thread, WeakReference<HikariPool> pool) {

        boolean isGone() {
            return pool.refersTo(null);
        }
    }

    /** Notes a pool whose connections are all closed. It lent nothing since the calling thread was made. */
    static synchronized void add(HikariPool pool) {
        List<Closed> now = present();
        now.add(new Closed(++count, Thread.currentThread().getId(), new WeakReference<>(pool)));
        remembered = List.copyOf(now);
    }

    /** Lets the calling thread forget what was closed since it last borrowed. */
    static void forget() {
        List<Closed> now = remembered;
        if (now != null) {
            forget(now);
        }
    }

    private static void forget(List<Closed> now) {
        long[] last = FORGOTTEN.get();
        long newest = now.get(now.size() - 1).number;
        if (last[0] < newest) {
            long self = Thread.currentThread().getId();
            for (Closed closed : now) {
                HikariPool pool = closed.pool.get();
                if (closed.number > last[0] && self <= closed.thread && pool != null) {
                    forget(pool);
                }
            }
            last[0] = newest;
        }
        if (now.get(0).isGone()) {
            prune();
        }
    }

    /**
     * Before all else HikariCP goes through what the thread remembers, and drops what it cannot lend; of a closed pool
     * that is everything.
     */
    private static void forget(HikariPool closed) {
        try (Connection left = closed.getConnection(0)) {
            closed.evictConnection(left);
        } catch (SQLException expected) {
            // there is nothing to lend
        }
    }

    private static synchronized void prune() {
        List<Closed> now = present();
        remembered = now.isEmpty() ? null : List.copyOf(now);
    }

    private static List<Closed> present() {
        List<Closed> before = remembered;
        List<Closed> present = new ArrayList<>(before == null ? List.of() : before);
        present.removeIf(Closed::isGone);
        return present;
    }
}
