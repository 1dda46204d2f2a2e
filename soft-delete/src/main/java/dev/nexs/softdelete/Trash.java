package dev.nexs.softdelete;

import dev.nexs.softdelete.internal.EntityStates;
import dev.nexs.softdelete.internal.ForceDelete;
import dev.nexs.softdelete.internal.Purge;
import dev.nexs.softdelete.internal.Restore;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.time.Duration;
import java.util.List;
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

    /** The trash of a session or a stateless session. */
    public static Trash of(SharedSessionContract session) {
        return new Trash((SharedSessionContractImplementor) session);
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
        return states().restore(entity);
    }

    /** Takes an entity out of the trash by its id; returns false if there is no such row in the trash. */
    public boolean restore(Class<?> entity, Object id) {
        return restorer().restore(states().persister(entity), List.of(id)) > 0;
    }

    /**
     * Takes every trashed entity that meets the restriction out of the trash, each with what its removal took along.
     *
     * @return how many rows, of any entity, left the trash
     */
    public <T> int restoreAll(Class<T> entity, Restriction<T> restriction) {
        return restorer().restore(states().persister(entity), only(() -> states().ids(entity, restriction)));
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
        return deleter().delete(states().persister(entity), with(() -> states().ids(entity, restriction)));
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

    private Restore restorer() {
        return new Restore(session);
    }

    private ForceDelete deleter() {
        return new ForceDelete(session);
    }

    private LoadQueryInfluencers influencers() {
        return session.getLoadQueryInfluencers();
    }
}
