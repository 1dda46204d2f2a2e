package dev.nexs.orm.observe.internal;

import dev.nexs.orm.cluster.NodeSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the nodes are, looked up once for many who ask within a moment: a snapshot of a cluster costs more than a statement. */
public final class Roles {

    private static final long FRESH_NANOS = Duration.ofMillis(100).toNanos();

    private final Supplier<List<NodeSnapshot>> nodes;
    private volatile Known known = new Known(Map.of(), System.nanoTime() - FRESH_NANOS);

    /** Asks {@code nodes}. */
    public Roles(Supplier<List<NodeSnapshot>> nodes) {
        this.nodes = nodes;
    }

    private record Known(Map<String, String> byId, long at) {}

    /** {@return primary, replica and so on; null for no node that is known} */
    public @Nullable String of(@Nullable String id) {
        if (id == null) {
            return null;
        }
        Known now = known;
        if (System.nanoTime() - now.at() >= FRESH_NANOS) {
            Map<String, String> byId = new HashMap<>();
            for (NodeSnapshot node : nodes.get()) {
                byId.put(node.id(), node.role().name().toLowerCase(Locale.ROOT));
            }
            now = new Known(byId, System.nanoTime());
            known = now;
        }
        return now.byId().get(id);
    }
}
