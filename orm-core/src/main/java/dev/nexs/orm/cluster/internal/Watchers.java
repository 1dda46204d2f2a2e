package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.pool.NodeConnections;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The monitors, what they report, and how fast they ask. The map is guarded by the cluster's lock. */
final class Watchers implements Monitor.Reports {

    private static final Duration EAGER_SEARCH = Duration.ofSeconds(60);

    private final ClusterSettings settings;
    private final NodeConnections connections;
    private final ClusterLock lock;
    private final Topology topology;
    private final Runnable settle;
    private final Map<Member, Monitor> monitors = new LinkedHashMap<>();

    Watchers(
            ClusterSettings settings,
            NodeConnections connections,
            ClusterLock lock,
            Topology topology,
            Runnable settle) {
        this.settings = settings;
        this.connections = connections;
        this.lock = lock;
        this.topology = topology;
        this.settle = settle;
    }

    /** Under the lock; to be started by the caller. */
    Monitor watch(Member member) {
        Monitor monitor = new Monitor(member, connections, settings.probeTimeout(), this);
        monitors.put(member, monitor);
        return monitor;
    }

    /** Under the lock. */
    void forget(Member member) {
        Monitor monitor = monitors.remove(member);
        if (monitor != null) {
            monitor.close();
        }
    }

    /** Under the lock. */
    List<Monitor> all() {
        return List.copyOf(monitors.values());
    }

    /** Under the lock: later reports are not heard. */
    List<Monitor> dismiss() {
        List<Monitor> watching = all();
        monitors.clear();
        return watching;
    }

    /** Under the lock. */
    void wakeAll() {
        monitors.values().forEach(Monitor::wake);
    }

    void wake(Member member) {
        lock.locked(() -> {
            Monitor monitor = monitors.get(member);
            if (monitor != null) {
                monitor.wake();
            }
        });
    }

    @Override
    public void answered(Member member, ProbeResult result, long started, long nanos) {
        report(member, () -> topology.answered(member, result, started, nanos, System.nanoTime()));
    }

    @Override
    public void missed(Member member, Exception cause, long started) {
        report(member, () -> topology.missed(member, cause, started, System.nanoTime()));
    }

    private void report(Member member, Runnable news) {
        lock.locked(() -> {
            if (monitors.containsKey(member)) {
                news.run();
                settle.run();
            }
        });
    }

    /** Searching for a primary is worth more questions; for how long, is bounded. */
    @Override
    public Duration pause(Member member) {
        return lock.locked(() -> {
            long since = topology.searchingSince();
            if (since != 0) {
                boolean eager = System.nanoTime() - since < EAGER_SEARCH.toNanos();
                return eager
                        ? settings.searchInterval()
                        : shorter(settings.searchInterval().multipliedBy(5));
            }
            return member.life.failing() ? settings.searchInterval() : settings.probeInterval();
        });
    }

    private Duration shorter(Duration other) {
        return other.compareTo(settings.probeInterval()) < 0 ? other : settings.probeInterval();
    }
}
