package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.pool.NodeAddress;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Who belongs to the cluster, and on what terms: nodes come, go and are drained here. Guarded by the cluster's lock. */
final class Roster {

    private final ClusterSettings settings;
    private final Topology topology;
    private final Watchers watchers;
    private final EventLog events;

    Roster(ClusterSettings settings, Topology topology, Watchers watchers, EventLog events) {
        this.settings = settings;
        this.topology = topology;
        this.watchers = watchers;
        this.events = events;
    }

    Monitor join(NodeAddress node, NodeOptions options) {
        Member member = new Member(node, options, settings);
        topology.members.put(member.id, member);
        return watchers.watch(member);
    }

    void add(NodeAddress node, NodeOptions options) {
        Member known = topology.members.get(node.id());
        if (known != null) {
            known.options = options;
            return;
        }
        Monitor monitor = join(node, options);
        events.add(new ClusterEvent.NodeAdded(Instant.now(), node.id()));
        monitor.start();
    }

    void remove(String id) {
        Member member = named(id);
        topology.members.remove(id);
        member.leaving = true;
        watchers.forget(member);
        events.add(new ClusterEvent.NodeRemoved(Instant.now(), id));
    }

    void drain(String id, boolean drain) {
        Member member = named(id);
        if (member.life.drained() != drain) {
            member.life.drain(drain);
            member.since = Instant.now();
            events.add(
                    drain
                            ? new ClusterEvent.NodeDrained(Instant.now(), id)
                            : new ClusterEvent.NodeResumed(Instant.now(), id));
        }
    }

    void change(String id, UnaryOperator<NodeOptions> change) {
        Member member = named(id);
        member.options = change.apply(member.options);
    }

    @Nullable
    Member find(@Nullable String id) {
        return id == null ? null : topology.members.get(id);
    }

    private Member named(String id) {
        Member member = topology.members.get(id);
        if (member == null) {
            throw new IllegalArgumentException(
                    "no node is called '" + id + "'; the nodes are " + topology.members.keySet());
        }
        return member;
    }
}
