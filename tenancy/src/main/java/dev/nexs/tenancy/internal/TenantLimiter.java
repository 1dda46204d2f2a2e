package dev.nexs.tenancy.internal;

import dev.failsafe.RateLimiter;
import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one tenant uses in this process: connections, first come first served, and transactions a second. */
final class TenantLimiter {

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private final int usual;
    private final Deque<Object> line = new ArrayDeque<>();
    private int held;
    private volatile Rate rate = new Rate(null, null);

    /** What metrics tell. */
    final AtomicLong borrows = new AtomicLong();

    final AtomicLong refusals = new AtomicLong();
    final AtomicLong waitedNanos = new AtomicLong();

    private record Rate(
            @Nullable Integer perSecond, @Nullable RateLimiter<Object> limiter) {}

    TenantLimiter(int usual) {
        this.usual = usual;
    }

    /**
     * Takes a connection's place, waiting in line up to {@code atMost}. {@link #release()} gives it back.
     *
     * @param known says what the tenant is now, or refuses it; asked again whenever it has changed
     * @return the tenant as it was let in
     */
    Tenant take(Supplier<Tenant> known, Duration atMost) {
        Tenant tenant = known.get();
        long begun = System.nanoTime();
        lock.lock();
        try {
            long left = atMost.toNanos();
            Object ticket = new Object();
            line.addLast(ticket);
            try {
                int most = most(tenant);
                while (held >= most || line.peekFirst() != ticket) {
                    if (left <= 0) {
                        refusals.incrementAndGet();
                        throw new TenancyException(
                                Reason.LIMIT,
                                tenant.id(),
                                "The tenant '" + tenant.id() + "' holds all " + most
                                        + " connections that it may have in"
                                        + " this process, " + line.size()
                                        + " wait for one, and none was given back within "
                                        + atMost.toMillis() + " ms; raise its limit with tenancy.limit(…)");
                    }
                    left = freed.awaitNanos(left);
                    tenant = known.get();
                    most = most(tenant);
                }
            } finally {
                line.remove(ticket);
                freed.signalAll();
            }
            held++;
            borrows.incrementAndGet();
            waitedNanos.addAndGet(System.nanoTime() - begun);
            return tenant;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TenancyException(
                    Reason.LIMIT,
                    tenant.id(),
                    "Interrupted while waiting for a connection of '" + tenant.id() + "'",
                    e);
        } finally {
            lock.unlock();
        }
    }

    private int most(Tenant tenant) {
        Integer own = tenant.limits().maxConnections();
        return own == null ? usual : own;
    }

    void release() {
        lock.lock();
        try {
            held--;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A limit was raised: those who wait look again. */
    void changed() {
        lock.lock();
        try {
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return line.size();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a transaction that begins, and refuses it where that is one too many for this second. */
    void begin(Tenant tenant, Duration atMost) {
        TenantLimits limits = tenant.limits();
        if (limits.ratePerSecond() == null) {
            return;
        }
        RateLimiter<Object> limiter = limiter(limits.ratePerSecond());
        try {
            if (!limiter.tryAcquirePermit(atMost)) {
                refusals.incrementAndGet();
                throw new TenancyException(
                        Reason.LIMIT,
                        tenant.id(),
                        "The tenant '" + tenant.id() + "' may begin " + limits.ratePerSecond()
                                + " transactions a second in this process and wants more; slow down, or raise its limit"
                                + " with tenancy.limit(…)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TenancyException(
                    Reason.LIMIT, tenant.id(), "Interrupted while '" + tenant.id() + "' waited for its turn", e);
        }
    }

    private RateLimiter<Object> limiter(Integer perSecond) {
        Rate known = rate;
        if (Objects.equals(known.perSecond(), perSecond) && known.limiter() != null) {
            return known.limiter();
        }
        RateLimiter<Object> made = RateLimiter.<Object>smoothBuilder(perSecond, Duration.ofSeconds(1))
                .build();
        rate = new Rate(perSecond, made);
        return made;
    }
}
