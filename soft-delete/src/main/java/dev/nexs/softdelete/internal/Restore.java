package dev.nexs.softdelete.internal;

import dev.nexs.softdelete.TrashEvent;
import dev.nexs.softdelete.TrashListener;
import dev.nexs.softdelete.TrashedParentException;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.TrashCallbacks;
import dev.nexs.softdelete.internal.hibernate.operation.Cascades;
import dev.nexs.softdelete.internal.hibernate.operation.ChildSession;
import dev.nexs.softdelete.internal.hibernate.operation.Conflicts;
import dev.nexs.softdelete.internal.hibernate.operation.Parents;
import dev.nexs.softdelete.internal.hibernate.operation.RefusedCommit;
import dev.nexs.softdelete.internal.hibernate.operation.RestoreStatement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Takes entities out of the trash, with everything that went there in the same deletion. What was trashed before, on its
 * own, has another deletion id and stays.
 */
public final class Restore {

    private final SharedSessionContractImplementor parent;
    private final TrashCallbacks callbacks;
    private boolean begun;

    /** On behalf of this session. */
    public Restore(SharedSessionContractImplementor parent) {
        this.parent = parent;
        this.callbacks = SoftDeleteModel.of(parent.getFactory()).callbacks();
    }

    /** Restores these ids of an entity and returns how many rows, of any entity, left the trash. */
    public int restore(SoftDeletePersister persister, List<?> ids) {
        try {
            return restoreAll(persister, ids);
        } catch (RuntimeException e) {
            if (begun) {
                RefusedCommit.because(e, parent);
            }
            throw e;
        }
    }

    private int restoreAll(SoftDeletePersister persister, List<?> ids) {
        ChildSession child = new ChildSession(parent);
        Set<EntityKey> restored = child.run(session -> {
            Set<EntityKey> done = new LinkedHashSet<>();
            for (Object id : ids) {
                Object root = session.find(persister.getMappedClass(), id);
                if (root != null) {
                    start(root, session, done);
                }
                session.clear();
            }
            return done;
        });
        child.settle(restored, Set.of());
        return restored.size();
    }

    private void start(Object root, SessionImplementor session, Set<EntityKey> done) {
        EntityKey key = key(root, session);
        SessionTrash.Trashed state = SessionTrash.of(session).trashed(key);
        if (state == null || done.contains(key)) {
            return;
        }
        EntityKey trashedParent = Parents.trashedParent(root, session);
        if (trashedParent != null && !done.contains(trashedParent)) {
            throw new TrashedParentException(
                    key.getEntityName(),
                    key.getIdentifier(),
                    trashedParent.getEntityName(),
                    trashedParent.getIdentifier());
        }
        walk(root, state.deletion(), session, done);
    }

    private void walk(Object entity, @Nullable UUID deletion, SessionImplementor session, Set<EntityKey> done) {
        EntityKey key = key(entity, session);
        SessionTrash.Trashed state = SessionTrash.of(session).trashed(key);
        if (state == null || !Objects.equals(state.deletion(), deletion) || !done.add(key)) {
            return;
        }
        TrashEvent event = new TrashEvent(key.getEntityName(), key.getIdentifier(), entity, deletion);
        callbacks.fire(TrashListener::beforeRestore, event);
        update(key, deletion, session);
        callbacks.fire(TrashListener::afterRestore, event);
        if (deletion != null) {
            Cascades.removedWith(entity, session).forEach(other -> {
                if (session.getEntityPersister(null, other) instanceof SoftDeletePersister) {
                    walk(other, deletion, session, done);
                }
            });
        }
    }

    private void update(EntityKey key, @Nullable UUID deletion, SessionImplementor session) {
        SoftDeletePersister persister = (SoftDeletePersister) key.getPersister();
        begun = true;
        Conflicts.watch(
                session,
                persister,
                key.getIdentifier(),
                () -> RestoreStatement.execute(session, persister, key.getIdentifier(), deletion));
    }

    private static EntityKey key(Object entity, SessionImplementor session) {
        return session.getPersistenceContextInternal().getEntry(entity).getEntityKey();
    }
}
