package dev.nexs.softdelete.internal.hibernate.model;

import dev.nexs.softdelete.TrashChange;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told what a transaction did to the trash, once it has committed; after a rollback nobody is. */
public final class Commits {

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private final List<Consumer<TrashChange>> listeners = new CopyOnWriteArrayList<>();

    /** Adds a listener; the returned action removes it. */
    public Runnable add(Consumer<TrashChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Notes a change; costs nothing where nobody listens. The id is null where it is not known. */
    public void note(
            SharedSessionContractImplementor session,
            TrashChange.Kind kind,
            String entityName,
            @Nullable Object id,
            long rows) {
        if (listeners.isEmpty() || rows == 0) {
            return;
        }
        SessionTrash trash = SessionTrash.of(session);
        Pending pending = trash.pending();
        if (pending == null) {
            pending = new Pending(this, trash);
            if (session.isTransactionInProgress()) {
                trash.pending(pending);
                session.getTransactionCoordinator().getLocalSynchronizations().registerSynchronization(pending);
            }
        }
        pending.add(kind, entityName, id, rows);
        if (!session.isTransactionInProgress()) {
            pending.tell();
        }
    }

    private void tell(TrashChange change) {
        for (Consumer<TrashChange> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                LOG.warn(
                        "A listener failed that was told of {} rows of {}; they stay as committed",
                        change.rows(),
                        change.entityName(),
                        e);
            }
        }
    }

    /** What one transaction has done so far. */
    static final class Pending implements Synchronization {

        private record Key(TrashChange.Kind kind, String entityName) {}

        private final Commits commits;
        private final SessionTrash trash;
        private final Map<Key, List<Object>> ids = new LinkedHashMap<>();
        private final Map<Key, Long> rows = new LinkedHashMap<>();

        Pending(Commits commits, SessionTrash trash) {
            this.commits = commits;
            this.trash = trash;
        }

        void add(TrashChange.Kind kind, String entityName, @Nullable Object id, long count) {
            Key key = new Key(kind, entityName);
            rows.merge(key, count, Long::sum);
            if (id != null) {
                ids.computeIfAbsent(key, any -> new ArrayList<>()).add(id);
            }
        }

        void tell() {
            rows.forEach((key, count) -> commits.tell(
                    new TrashChange(key.kind, key.entityName, List.copyOf(ids.getOrDefault(key, List.of())), count)));
        }

        @Override
        public void beforeCompletion() {
            // Nothing has happened yet.
        }

        @Override
        public void afterCompletion(int status) {
            trash.pending(null);
            if (status == Status.STATUS_COMMITTED) {
                tell();
            }
        }
    }
}
