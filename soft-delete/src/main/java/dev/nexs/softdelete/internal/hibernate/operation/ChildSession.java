package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.TrashChange;
import dev.nexs.softdelete.internal.hibernate.cache.StaleCaches;
import dev.nexs.softdelete.internal.hibernate.model.Commits;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.CacheMode;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SharedSessionContract;
import org.hibernate.action.internal.BulkOperationCleanupAction;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;

/**
 * A session that shares connection and transaction with its parent and sees the whole trash. Its persistence context
 * dies with it, so nothing that was read from the trash stays behind.
 */
public final class ChildSession {

    private final SharedSessionContractImplementor parent;

    /** For work on behalf of this session. */
    public ChildSession(SharedSessionContractImplementor parent) {
        this.parent = parent;
    }

    /** Flushes the parent and runs work of its own. */
    public <T> T flushed(Supplier<T> work) {
        if (parent instanceof Session session) {
            session.flush();
        }
        return work.get();
    }

    /** Flushes the parent and runs the work. */
    public <T> T run(Function<SessionImplementor, T> work) {
        return flushed(() -> inChild(work));
    }

    private <T> T inChild(Function<SessionImplementor, T> work) {
        try (Session child = ((SharedSessionContract) parent)
                .sessionWithOptions()
                .connection()
                .initialCacheMode(CacheMode.IGNORE)
                .flushMode(FlushMode.MANUAL)
                .open()) {
            SessionImplementor session = (SessionImplementor) child;
            return View.ALL.during(session.getLoadQueryInfluencers(), () -> work.apply(session));
        }
    }

    /** Brings the caches and the parent's persistence context up to date with rows that changed behind them. */
    public void settle(Set<EntityKey> restored, Set<EntityKey> gone) {
        Set<EntityPersister> persisters = new HashSet<>();
        restored.forEach(key -> persisters.add(key.getPersister()));
        gone.forEach(key -> persisters.add(key.getPersister()));
        if (!persisters.isEmpty()) {
            persisters.forEach(this::settle);
        }
        note(TrashChange.Kind.RESTORED, restored);
        note(TrashChange.Kind.DELETED, gone);
        SessionTrash trash = SessionTrash.of(parent);
        restored.forEach(trash::live);
        gone.forEach(trash::live);
        if (parent instanceof Session session) {
            restored.forEach(key -> refresh(session, key));
            gone.forEach(key -> detach(session, key));
        }
        Revisions.restored(parent, restored);
    }

    private void note(TrashChange.Kind kind, Set<EntityKey> keys) {
        Commits commits = SoftDeleteModel.of(parent.getFactory()).callbacks().commits();
        keys.forEach(key -> commits.note(parent, kind, key.getEntityName(), key.getIdentifier(), 1));
    }

    /** Brings the caches up to date with rows of one entity that are gone. */
    private void settle(EntityPersister persister) {
        BulkOperationCleanupAction.schedule(parent, persister);
        StaleCaches.evict(parent, persister);
    }

    private void refresh(Session session, EntityKey key) {
        Object managed = parent.getPersistenceContextInternal().getEntity(key);
        if (managed != null && session.contains(managed)) {
            session.refresh(managed);
        }
    }

    private void detach(Session session, EntityKey key) {
        Object managed = parent.getPersistenceContextInternal().getEntity(key);
        if (managed != null) {
            session.detach(managed);
        }
    }
}
