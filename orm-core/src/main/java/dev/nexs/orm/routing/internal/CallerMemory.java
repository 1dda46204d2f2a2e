package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ConsistencyToken;
import org.jspecify.annotations.Nullable;

/**
 * What one caller has seen of one cluster: what its token covers, and whatever the nodes that it used have shown since.
 * Thread-safe.
 */
public abstract class CallerMemory {

    private final NodesUsed used = new NodesUsed();

    /** {@return what is known to be covered, or null if nothing is} */
    public abstract @Nullable ConsistencyToken token();

    /** {@return whether it holds tokens of which only those of this cluster count} */
    public abstract boolean isMixed();

    /** Notes that {@code token} is covered. */
    public abstract void raise(ConsistencyToken token);

    /** {@return the nodes used since} */
    public final NodesUsed used() {
        return used;
    }
}
