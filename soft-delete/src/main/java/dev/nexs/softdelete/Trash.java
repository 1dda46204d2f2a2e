package dev.nexs.softdelete;

import dev.nexs.softdelete.internal.DeletionList;
import dev.nexs.softdelete.internal.EntityStates;
import dev.nexs.softdelete.internal.ForceDelete;
import dev.nexs.softdelete.internal.Purge;
import dev.nexs.softdelete.internal.Restore;
import dev.nexs.softdelete.internal.TrashAll;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.SharedSessionContract;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.restriction.Restriction;

/**
 * The trash as one session sees it.
 *
 * <p>As cheap as the session is to ask; create one wherever it is needed. Confined to the session's thread.
 */
public final class Trash {

    /** The fetch profile under which live and trashed rows are shown. */
    public static final String WITH_TRASHED = View.WITH_TRASHED;

    /** The fetch profile under which a query returns trashed rows only. */
    public static final String ONLY_TRASHED = View.ONLY_TRASHED;

    private final SharedSessionContractImplementor session;

    private Trash(SharedSessionContractImplementor session) {
        this.session = session;
    }

    /** The trash of a session or a stateless session, of which at least one entity is {@link SoftDeletable}. */
    public static Trash of(SharedSessionContract session) {
        SharedSessionContractImplementor implementor = (SharedSessionContractImplementor) session;
        if (!SessionTrash.isIn(implementor)) {
            throw new IllegalArgumentException(
                    "The session factory of this session has no trash: nothing that it maps is"
                            + " @SoftDeletable. Annotate an entity, or do without the trash.");
        }
        return new Trash(implementor);
    }

    /** Runs with the trash visible. Scopes nest; the view before it comes back, also after an exception. */
    public <T> T with(Supplier<T> work) {
        return View.ALL.during(influencers(), work);
    }

    /** Runs with queries returning trashed rows only. What those rows refer to is shown in any state. */
    public <T> T only(Supplier<T> work) {
        return View.TRASHED.during(influencers(), work);
    }

    /** Runs with the trash hidden, as it is by default: for code called from within the other scopes. */
    public <T> T without(Supplier<T> work) {
        return View.LIVE.during(influencers(), work);
    }

    /** Runs with the trash visible. */
    public void with(Runnable work) {
        with(supplier(work));
    }

    /** Runs with queries returning trashed rows only. */
    public void only(Runnable work) {
        only(supplier(work));
    }

    /** Runs with the trash hidden. */
    public void without(Runnable work) {
        without(supplier(work));
    }

    /**
     * Whether this entity is in the trash: removed in this session, read from the trash by it, or, for an instance that
     * the session does not manage, marked in the database.
     */
    public boolean isTrashed(Object entity) {
        return states().isTrashed(entity);
    }

    /**
     * Takes an entity out of the trash, with everything that its removal took along, and flushes before. What went to
     * the trash on its own before that stays there.
     *
     * @return the live entity, managed by the session; with a stateless session the given instance
     * @throws TrashedParentException if the entity belongs to a parent that is in the trash
     * @throws RestoreConflictException if a live row has its unique values
     */
    public <T> T restore(T entity) {
        return restore(entity, options -> {});
    }

    /** As {@link #restore(Object)}, with options. */
    public <T> T restore(T entity, Consumer<RestoreOptions> options) {
        return states().restore(entity, chosen(options));
    }

    /** Takes an entity out of the trash by its id; returns false if there is no such row in the trash. */
    public boolean restore(Class<?> entity, Object id) {
        return restore(entity, id, options -> {});
    }

    /** As {@link #restore(Class, Object)}, with options. */
    public boolean restore(Class<?> entity, Object id, Consumer<RestoreOptions> options) {
        return restorer(options)
                        .restore(states().persister(entity), List.of(id))
                        .rows()
                > 0;
    }

    /**
     * Takes every trashed entity that meets the restriction out of the trash, each with what its removal took along.
     *
     * @return how many rows, of any entity, left the trash
     */
    public <T> int restoreAll(Class<T> entity, Restriction<T> restriction) {
        return restoreAll(entity, restriction, options -> {}).rows();
    }

    /** As {@link #restoreAll(Class, Restriction)}, with options. */
    public <T> RestoreResult restoreAll(Class<T> entity, Restriction<T> restriction, Consumer<RestoreOptions> options) {
        return restorer(options).restore(states().persister(entity), only(() -> states().ids(entity, restriction)));
    }

    /** Says why what is removed within some work goes to the trash; see {@link DeletionReason}. Scopes nest. */
    public <T> T because(String reason, Supplier<T> work) {
        SessionTrash trash = SessionTrash.of(session);
        String before = trash.reason(reason);
        try {
            return work.get();
        } finally {
            trash.reason(before);
        }
    }

    /** Says why what is removed within some work goes to the trash. */
    public void because(String reason, Runnable work) {
        because(reason, supplier(work));
    }

    /**
     * Removes every live entity that meets the restriction, each with what its removal cascades to, and flushes. It is one
     * deletion: all rows carry the same id.
     *
     * @return the id of the deletion, which {@link #restoreDeletion(UUID)} takes
     */
    public <T> UUID trashAll(Class<T> entity, Restriction<T> restriction) {
        return new TrashAll(session)
                .trash(states().persister(entity), without(() -> states().ids(entity, restriction)));
    }

    /** The newest deletions in the trash of these entities, or of all; rows without a deletion id belong to none. */
    public List<Deletion> deletions(int limit, Class<?>... entities) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be at least 1.");
        }
        return new DeletionList(session, states().persisters(entities)).newest(limit);
    }

    /**
     * Takes everything out of the trash that one deletion took there and that still is there.
     *
     * @return how many rows, of any entity, left the trash
     * @throws TrashedParentException if one of them belongs to a parent that another deletion took to the trash
     * @throws RestoreConflictException if a live row has the unique values of one of them
     */
    public int restoreDeletion(UUID deletion) {
        return restorer(options -> {})
                .restoreDeletion(states().persisters(), deletion)
                .rows();
    }

    /** Purges every entity with {@link Retention}, those first that refer to others. */
    public Map<String, Long> purgeAll() {
        return purgeAll(options -> {});
    }

    /**
     * Purges every entity with {@link Retention}, those first that refer to others.
     *
     * @param options for the purge of each of them
     * @return how many rows of which entity are gone, by entity name, in the order of the purges
     */
    public Map<String, Long> purgeAll(Consumer<PurgeOptions> options) {
        Map<String, Long> gone = new LinkedHashMap<>();
        states().retained().forEach((entity, time) -> {
            PurgeOptions chosen = new PurgeOptions();
            options.accept(chosen);
            gone.put(entity.getEntityName(), new Purge(session, entity, time, chosen).run());
        });
        return gone;
    }

    /** Deletes an entity physically, live or trashed, with what its removal cascades to; flushes before. */
    public void forceDelete(Object entity) {
        states().forceDelete(entity);
    }

    /** Deletes an entity physically by its id; returns false if there is no such row. */
    public boolean forceDelete(Class<?> entity, Object id) {
        return deleter().delete(states().persister(entity), List.of(id)) > 0;
    }

    /** Deletes every entity that meets the restriction physically, live or trashed; returns how many there were. */
    public <T> int forceDeleteAll(Class<T> entity, Restriction<T> restriction) {
        return deleter()
                .deletePages(
                        states().persister(entity),
                        () -> with(() -> states().ids(entity, restriction, 0, ForceDelete.BATCH)));
    }

    /**
     * Deletes physically what went to the trash longer ago than this, with what its removal cascades to.
     *
     * @return how many rows of the entity are gone
     */
    public long purge(Class<?> entity, Duration olderThan) {
        return purge(entity, olderThan, options -> {});
    }

    /**
     * Deletes physically what went to the trash longer ago than this, in batches. In the transaction of the session if
     * one is active, else in one for each batch.
     *
     * @return how many rows of the entity are gone
     * @throws IllegalArgumentException if the entity's marker cannot say since when a row is in the trash
     */
    public long purge(Class<?> entity, Duration olderThan, Consumer<PurgeOptions> options) {
        PurgeOptions chosen = new PurgeOptions();
        options.accept(chosen);
        return new Purge(session, states().persister(entity), olderThan, chosen).run();
    }

    private static Supplier<Boolean> supplier(Runnable work) {
        return () -> {
            work.run();
            return true;
        };
    }

    private EntityStates states() {
        return new EntityStates(session);
    }

    private Restore restorer(Consumer<RestoreOptions> options) {
        return new Restore(session, chosen(options));
    }

    private static RestoreOptions chosen(Consumer<RestoreOptions> options) {
        RestoreOptions chosen = new RestoreOptions();
        options.accept(chosen);
        return chosen;
    }

    private ForceDelete deleter() {
        return new ForceDelete(session);
    }

    private LoadQueryInfluencers influencers() {
        return session.getLoadQueryInfluencers();
    }
}
