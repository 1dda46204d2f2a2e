package dev.nexs.orm.cluster.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who serves whom at this moment. Immutable; a new one is published when something changed, and only then, so that its
 * identity tells waiters whether to look again.
 *
 * @param primary where writes go, or null
 * @param replicas fit replicas, those of the best region only
 * @param nearest the same with the primary among them
 * @param refusal why writes are refused outright, or null
 * @param lockedOut whether no node has ever let this user in and each one has said no
 */
public record Table(
        @Nullable Route primary,
        List<Route> replicas,
        List<Route> nearest,
        @Nullable String refusal,
        boolean lockedOut) {

    static final Table EMPTY = new Table(null, List.of(), List.of(), null, false);

    /** Copies what is mutable. */
    public Table {
        replicas = List.copyOf(replicas);
        nearest = List.copyOf(nearest);
    }
}
