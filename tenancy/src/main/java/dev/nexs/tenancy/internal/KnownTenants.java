package dev.nexs.tenancy.internal;

import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantState;
import dev.nexs.tenancy.spi.TenantRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this instance knows of the tenants, kept up by one thread: it reads what changed at every notice, and four times a
 * lease without one. Knowledge that is older than the lease admits nobody.
 */
final class KnownTenants implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KnownTenants.class);
    private static final int READS_PER_LEASE = 4;

    /** How long the thread listens at a time: it ends that soon. */
    private static final Duration SLICE = Duration.ofMillis(100);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    /** What else the registry's tables are for. */
    interface Upkeep {
        /** Called all the time. */
        void run(boolean heard) throws SQLException;

        /** Called instead where the registry could not be asked. */
        void failed();
    }

    private final TenantRegistry registry;
    private final Duration lease;
    private final @Nullable Upkeep upkeep;
    private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();
    private final List<Consumer<Tenant>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::follow, "nexs-tenancy-registry");

    private long epoch;
    private volatile long goodUntil = System.nanoTime();
    private volatile boolean closed;
    private volatile boolean prepared;
    private volatile @Nullable String lastFailure;

    KnownTenants(TenantRegistry registry, Duration lease, @Nullable Upkeep upkeep) {
        this.upkeep = upkeep;
        this.registry = registry;
        this.lease = lease;
        this.thread.setDaemon(true);
    }

    /** Reads the registry and then follows it. Where no server answers, the thread goes on trying and nobody is admitted. */
    void start() {
        try {
            prepare();
        } catch (SQLException e) {
            LOG.warn("The registry of tenants cannot be read yet; tenants are refused until it can", e);
            lastFailure = String.valueOf(e.getMessage());
        }
        thread.start();
    }

    private void prepare() throws SQLException {
        if (!prepared) {
            registry.prepare();
            prepared = true;
        }
        refresh();
    }

    /** Told of each change that this instance learns of, on the thread that learned of it. */
    void onChange(Consumer<Tenant> listener) {
        listeners.add(listener);
    }

    /** Reads what changed. */
    synchronized void refresh() throws SQLException {
        long asOf = System.nanoTime();
        for (Tenant tenant : registry.changedSince(epoch)) {
            learn(tenant);
            epoch = Math.max(epoch, tenant.epoch());
        }
        goodUntil = asOf + lease.toNanos();
    }

    /** Learns of a change that was made here. The epochs between are read later. */
    @SuppressWarnings("ReferenceEquality") // whether this very news was the newer one
    void learn(Tenant tenant) {
        Tenant latest =
                tenants.merge(tenant.id(), tenant, (old, changed) -> changed.epoch() >= old.epoch() ? changed : old);
        if (latest == tenant) {
            listeners.forEach(listener -> listener.accept(tenant));
        }
    }

    /** {@return a tenant that sessions are admitted of} It takes two reads of memory. */
    Tenant admitted(String id) {
        Tenant tenant = known(id);
        if (!tenant.state().admits()) {
            throw refused(tenant);
        }
        return tenant;
    }

    /** {@return a tenant in whatever state} */
    Tenant known(String id) {
        requireLease(id);
        Tenant tenant = tenants.get(id);
        if (tenant == null || tenant.state() == TenantState.DROPPED) {
            throw new TenancyException(Reason.UNKNOWN, id, "There is no tenant '" + id + "'");
        }
        return tenant;
    }

    private static TenancyException refused(Tenant tenant) {
        return new TenancyException(
                Reason.STATE,
                tenant.id(),
                "The tenant '" + tenant.id() + "' is " + tenant.state()
                        + switch (tenant.state()) {
                            case SUSPENDED -> "; its sessions are refused until tenancy.activate(…)";
                            case ARCHIVED ->
                                "; tenancy.adminOf(…) reads it, tenancy.activate(…) takes it back into use";
                            case MOVING -> "; try again in a moment";
                            default -> "";
                        });
    }

    private void requireLease(String id) {
        if (System.nanoTime() - goodUntil > 0) {
            throw new TenancyException(
                    Reason.REGISTRY,
                    id,
                    "The tenant '" + id + "' is refused: the registry could not be read for "
                            + lease.plusNanos(System.nanoTime() - goodUntil).toMillis()
                            + " ms, and what was read before is good for " + lease.toMillis() + " ms ("
                            + lastFailure + ")");
        }
    }

    Collection<Tenant> all() {
        return tenants.values();
    }

    private void follow() {
        Duration atMost = lease.dividedBy(READS_PER_LEASE);
        long lastRead = System.nanoTime();
        while (!closed) {
            try {
                boolean heard = prepared && registry.awaitNotice(SLICE);
                if (!prepared || heard || System.nanoTime() - lastRead > atMost.toNanos()) {
                    prepare();
                    lastRead = System.nanoTime();
                }
                if (upkeep != null) {
                    upkeep.run(heard);
                }
                lastFailure = null;
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (closed || !pause(e)) {
                    return;
                }
            }
        }
    }

    private boolean pause(Exception failure) {
        if (upkeep != null) {
            upkeep.failed();
        }
        if (lastFailure == null) {
            LOG.warn(
                    "The registry of tenants cannot be read; tenants are refused in {} unless it answers by then",
                    Duration.ofNanos(Math.max(0, goodUntil - System.nanoTime())),
                    failure);
        }
        lastFailure = String.valueOf(failure.getMessage());
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** Waits for the thread to end, after what it waits on was closed. */
    void join() {
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
