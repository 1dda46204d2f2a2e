package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.TrashEvent;
import dev.nexs.softdelete.TrashListener;
import dev.nexs.softdelete.TrashedParentException;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.TrashCallbacks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * One restore in its child session. Level by level it reads which rows the associations lead to, and takes those that went
 * to the trash in the same deletion out of it, one statement for many. Where a listener wants to be told, or a polymorphic
 * association has to be followed, it goes from entity to entity instead.
 */
public final class Restoration {

    private final SessionImplementor session;
    private final TrashCallbacks callbacks;
    private final boolean withParents;
    private final Runnable begin;
    private final Set<EntityKey> restored = new LinkedHashSet<>();

    /** In this session; tells once the first row is about to be written. */
    public Restoration(SessionImplementor session, boolean withParents, Runnable begin) {
        this.session = session;
        this.callbacks = SoftDeleteModel.of(session.getFactory()).callbacks();
        this.withParents = withParents;
        this.begin = begin;
    }

    /** What has left the trash. */
    public Set<EntityKey> restored() {
        return restored;
    }

    /** Restores rows that were asked for; what is not in the trash is passed over. */
    public void roots(EntityPersister persister, List<?> ids) {
        if (byStatements(persister)) {
            List<TrashedRow> rows =
                    unrestored(TrashedRow.find(session, persister, Cascade.visible(session, persister, ids)));
            parents(persister, rows);
            take(persister, rows);
        } else {
            for (Object id : ids) {
                Object root = session.find(persister.getMappedClass(), id);
                if (root != null) {
                    start(root);
                }
                session.clear();
            }
        }
    }

    /** Restores every row of one deletion, of these hierarchies. Owners that belong to it need no asking for. */
    public void deletion(List<SoftDeletePersister> entities, UUID deletion) {
        Map<SoftDeletePersister, List<TrashedRow>> members = new LinkedHashMap<>();
        for (SoftDeletePersister entity : entities) {
            List<TrashedRow> rows = TrashedRow.ofDeletion(session, entity, deletion);
            if (!rows.isEmpty()) {
                members.put(entity, rows);
            }
        }
        Set<EntityKey> all = new HashSet<>();
        members.values().forEach(rows -> rows.forEach(row -> all.add(row.key(session))));
        members.forEach((entity, rows) -> {
            if (byStatements(entity)) {
                requireParents(entity, unrestored(rows), all);
                write(unrestored(rows));
            } else {
                roots(entity, rows.stream().map(TrashedRow::id).toList());
            }
        });
    }

    private boolean byStatements(EntityPersister persister) {
        return !callbacks.hasListeners()
                && Cascade.closure(persister) != null
                && Parents.of(persister).stream().noneMatch(owning -> owning.parent() == null);
    }

    private List<TrashedRow> unrestored(List<TrashedRow> rows) {
        return rows.stream().filter(row -> !restored.contains(row.key(session))).toList();
    }

    private void parents(EntityPersister persister, List<TrashedRow> rows) {
        if (!withParents) {
            requireParents(persister, rows, Set.of());
            return;
        }
        for (Parents.Owning owning : Parents.of(persister)) {
            List<Object> parents = links(owning, rows).stream()
                    .map(Cascade.Link::target)
                    .distinct()
                    .toList();
            if (!parents.isEmpty()) {
                roots(Objects.requireNonNull(owning.parent()), parents);
            }
        }
    }

    private List<Cascade.Link> links(Parents.Owning owning, List<TrashedRow> rows) {
        return rows.isEmpty()
                ? List.of()
                : owning.follow(session, rows.stream().map(TrashedRow::id).toList());
    }

    private void requireParents(EntityPersister persister, List<TrashedRow> rows, Set<EntityKey> comeToo) {
        for (Parents.Owning owning : Parents.of(persister)) {
            List<Cascade.Link> links = links(owning, rows);
            Map<Object, TrashedRow> trashed = new HashMap<>();
            EntityPersister parent = Objects.requireNonNull(owning.parent());
            unrestored(TrashedRow.find(
                            session,
                            parent,
                            links.stream().map(Cascade.Link::target).distinct().toList()))
                    .forEach(row -> trashed.put(row.id(), row));
            for (Cascade.Link link : links) {
                TrashedRow row = trashed.get(link.target());
                boolean comes = row == null
                        || comeToo.contains(row.key(session))
                        || rows.stream().anyMatch(one -> one.key(session).equals(row.key(session)));
                if (!comes) {
                    throw new TrashedParentException(
                            persister.getEntityName(), link.owner(), parent.getEntityName(), link.target());
                }
            }
        }
    }

    /** Restores rows with what their deletions took along. */
    private void take(EntityPersister persister, List<TrashedRow> rows) {
        List<TrashedRow> some = unrestored(rows);
        if (some.isEmpty()) {
            return;
        }
        write(some);
        Map<Object, UUID> deletions = new HashMap<>();
        for (TrashedRow row : some) {
            if (row.deletion() != null) {
                deletions.put(row.id(), row.deletion());
            }
        }
        List<Cascade> cascades = deletions.isEmpty() ? List.of() : Objects.requireNonNull(Cascade.of(persister));
        for (Cascade cascade : cascades) {
            if (cascade.target() instanceof SoftDeletePersister target) {
                Map<Object, Set<UUID>> reached = new HashMap<>();
                for (Cascade.Link link : cascade.follow(session, List.copyOf(deletions.keySet()))) {
                    UUID deletion = deletions.get(link.owner());
                    if (deletion != null) {
                        reached.computeIfAbsent(link.target(), any -> new HashSet<>())
                                .add(deletion);
                    }
                }
                take(
                        target,
                        TrashedRow.find(session, target, reached.keySet()).stream()
                                .filter(row -> row.deletion() != null
                                        && reached.getOrDefault(row.id(), Set.of())
                                                .contains(row.deletion()))
                                .toList());
            }
        }
    }

    private void write(List<TrashedRow> rows) {
        Map<EntityPersister, List<TrashedRow>> tables = new LinkedHashMap<>();
        rows.forEach(row ->
                tables.computeIfAbsent(row.table(), any -> new ArrayList<>()).add(row));
        begin.run();
        tables.forEach((table, some) -> Conflicts.restore(session, table, some));
        rows.forEach(row -> restored.add(row.key(session)));
    }

    private void start(Object root) {
        EntityKey key = key(root);
        SessionTrash.Trashed state = SessionTrash.of(session).trashed(key);
        if (state == null || restored.contains(key)) {
            return;
        }
        EntityKey parent = Parents.trashedParent(root, session);
        if (parent != null && !restored.contains(parent)) {
            if (!withParents) {
                throw new TrashedParentException(
                        key.getEntityName(), key.getIdentifier(), parent.getEntityName(), parent.getIdentifier());
            }
            start(session.find(parent.getPersister().getMappedClass(), parent.getIdentifier()));
        }
        walk(root, state.deletion());
    }

    private void walk(Object entity, @Nullable UUID deletion) {
        EntityKey key = key(entity);
        SessionTrash.Trashed state = SessionTrash.of(session).trashed(key);
        if (state == null || !Objects.equals(state.deletion(), deletion) || restored.contains(key)) {
            return;
        }
        TrashEvent event = new TrashEvent(key.getEntityName(), key.getIdentifier(), entity, deletion);
        callbacks.fire(TrashListener::beforeRestore, event);
        EntityPersister concrete = session.getEntityPersister(null, entity);
        write(List.of(new TrashedRow(concrete, key.getIdentifier(), deletion)));
        callbacks.fire(TrashListener::afterRestore, event);
        if (deletion != null) {
            Cascades.removedWith(entity, session).forEach(other -> {
                if (session.getEntityPersister(null, other) instanceof SoftDeletePersister) {
                    walk(other, deletion);
                }
            });
        }
    }

    private EntityKey key(Object entity) {
        return session.getPersistenceContextInternal().getEntry(entity).getEntityKey();
    }
}
