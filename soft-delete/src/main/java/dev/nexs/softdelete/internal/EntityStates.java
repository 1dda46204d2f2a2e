package dev.nexs.softdelete.internal;

import dev.nexs.softdelete.RestoreOptions;
import dev.nexs.softdelete.internal.hibernate.model.Retentions;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.operation.ChildSession;
import dev.nexs.softdelete.internal.hibernate.sql.IdSelect;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.restriction.Restriction;
import org.jspecify.annotations.Nullable;

/** From instances to rows: what an object that the application holds means in the database. */
public final class EntityStates {

    private final SharedSessionContractImplementor session;

    /** As this session sees it. */
    public EntityStates(SharedSessionContractImplementor session) {
        this.session = session;
    }

    /** The persister of a soft-deletable entity class. */
    public SoftDeletePersister persister(Class<?> entity) {
        return SoftDeletePersister.of(session, entity);
    }

    /** The persisters of some entity classes; of all roots if none is named. */
    public List<SoftDeletePersister> persisters(Class<?>... entities) {
        return entities.length == 0
                ? SoftDeletePersister.roots(session.getFactory())
                : Stream.of(entities).map(this::persister).toList();
    }

    /** The entities with a retention, those first that refer to others. */
    public Map<SoftDeletePersister, Duration> retained() {
        Map<SoftDeletePersister, Duration> retained = new LinkedHashMap<>();
        for (SoftDeletePersister root : SoftDeletePersister.byDependency(session.getFactory())) {
            Duration time = Retentions.of(root.getMappedClass());
            if (time != null) {
                retained.put(root, time);
            }
        }
        return retained;
    }

    /** Whether the entity is in the trash. */
    public boolean isTrashed(Object entity) {
        SoftDeletePersister persister = persisterOf(entity);
        Object instance = Hibernate.unproxy(entity);
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(instance);
        if (entry != null) {
            return entry.getStatus().isDeletedOrGone()
                    || SessionTrash.of(session).isTrashed(entry.getEntityKey());
        }
        Object id = id(instance, persister);
        return new ChildSession(session).run(child -> {
            Object found = child.find(persister.getMappedClass(), id);
            return found != null && SessionTrash.of(child).isTrashed(child.generateEntityKey(id, persister));
        });
    }

    /** Restores it and returns the live instance. */
    @SuppressWarnings("unchecked")
    public <T> T restore(T entity, RestoreOptions options) {
        SoftDeletePersister persister = persisterOf(entity);
        Object id = id(Hibernate.unproxy(entity), persister);
        new Restore(session, options).restore(persister, List.of(id));
        if (session instanceof Session full) {
            T live = View.LIVE.during(
                    session.getLoadQueryInfluencers(), () -> (T) full.find(persister.getMappedClass(), id));
            if (live == null) {
                throw new IllegalArgumentException(persister.getEntityName() + " with id " + id
                        + " cannot be restored: there is no such row. It was deleted for good, or never saved.");
            }
            return live;
        }
        return entity;
    }

    /** Deletes it physically. */
    public void forceDelete(Object entity) {
        SoftDeletePersister persister = persisterOf(entity);
        new ForceDelete(session).delete(persister, List.of(id(Hibernate.unproxy(entity), persister)));
    }

    /** The ids of the entities that meet a restriction under the view of the session. */
    public <T> List<Object> ids(Class<T> entity, Restriction<T> restriction) {
        return ids(entity, restriction, 0, Integer.MAX_VALUE);
    }

    /** Some of them, in their order. */
    public <T> List<Object> ids(Class<T> entity, Restriction<T> restriction, int behind, int most) {
        persister(entity);
        return session.createSelectionQuery(IdSelect.criteria(session, entity, restriction, true))
                .setFirstResult(behind)
                .setMaxResults(most)
                .getResultList();
    }

    private SoftDeletePersister persisterOf(@Nullable Object entity) {
        if (entity == null) {
            throw new IllegalArgumentException("The entity is null; an instance of a @SoftDeletable entity is needed.");
        }
        return SoftDeletePersister.ofInstance(session, Hibernate.unproxy(entity));
    }

    private Object id(Object instance, SoftDeletePersister persister) {
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(instance);
        Object id = entry == null ? persister.getIdentifier(instance, session) : entry.getId();
        if (id == null) {
            throw new IllegalArgumentException("An instance of " + persister.getEntityName()
                    + " has no id; it was never saved, so it cannot be in the trash.");
        }
        return id;
    }
}
