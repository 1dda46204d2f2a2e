package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the caller has seen of one cluster: kept by its scope, else by its thread. */
final class Seen {

    @SuppressWarnings("ThreadLocalUsage") // one for each cluster, of which there are few
    private final ThreadLocal<@Nullable ConsistencyToken> ofThread = new ThreadLocal<>();

    private volatile long system;

    /** {@return the token, or null if nothing was seen} */
    @Nullable
    ConsistencyToken token() {
        Optional<ConsistencyScope> scope = ConsistencyScope.current();
        if (scope.isEmpty()) {
            return ofThread.get();
        }
        if (system != 0) {
            return scope.get().token(system).orElse(null);
        }
        return scope.get().tokens().stream().findFirst().orElse(null);
    }

    void raise(ConsistencyToken token) {
        system = token.systemIdentifier();
        Optional<ConsistencyScope> scope = ConsistencyScope.current();
        if (scope.isPresent()) {
            scope.get().raise(token);
            return;
        }
        ConsistencyToken before = ofThread.get();
        boolean same = before != null && before.systemIdentifier() == token.systemIdentifier();
        ofThread.set(same && before != null ? before.merge(token) : token);
    }
}
