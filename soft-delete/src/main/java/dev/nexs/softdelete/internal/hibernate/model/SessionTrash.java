package dev.nexs.softdelete.internal.hibernate.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.engine.extension.spi.Extension;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.DeleteContext;
import org.jspecify.annotations.Nullable;

/**
 * What one session knows: which of its managed entities are in the trash, which deletion a removed entity belongs to,
 * and whether deletes are physical for now. Confined to the session's thread, like the session. Every session has one, so
 * one that never meets the trash must cost nothing.
 */
public final class SessionTrash implements Extension {

    /** What a removal stamps on the rows that it takes along. */
    public record Removal(UUID deletion, @Nullable String reason) {}

    /** A trashed entity of the session: the value of its marker and the id of its deletion. */
    public record Trashed(Object marker, @Nullable UUID deletion) {}

    private Map<EntityKey, Trashed> trashed = Map.of();
    private Map<EntityKey, Removal> deletions = Map.of();
    private Map<EntityKey, String> guards = Map.of();
    private Set<EntityKey> kept = Set.of();
    private @Nullable DeleteContext orphanContext;
    private @Nullable UUID orphanDeletion;
    private @Nullable UUID current;
    private @Nullable UUID shared;
    private @Nullable String reason;
    private Commits.@Nullable Pending pending;
    private boolean physical;
    private boolean cascadesMerge;

    /** The state of a session. */
    public static SessionTrash of(SharedSessionContractImplementor session) {
        return session.getExtension(SessionTrash.class);
    }

    /** Whether a session has one: not where nothing is soft-deletable. */
    @SuppressWarnings("ConstantValue") // the extension of such a session is null
    public static boolean isIn(SharedSessionContractImplementor session) {
        return session.getExtension(SessionTrash.class) != null;
    }

    private static <V> Map<EntityKey, V> put(Map<EntityKey, V> map, EntityKey key, V value) {
        Map<EntityKey, V> some = map.isEmpty() ? new HashMap<>() : map;
        some.put(key, value);
        return some;
    }

    /** Notes what the session has just read about this row; null stands for a live one. */
    public void loaded(EntityKey key, @Nullable Trashed state) {
        if (state != null) {
            trashed = put(trashed, key, state);
        } else {
            live(key);
        }
    }

    /** Notes that an association which must not refer to the trash refers to this row. */
    public void guard(EntityKey key, String association) {
        guards = put(guards, key, association);
    }

    /** The association that must not refer to this row if it is in the trash, or null if there is none. */
    public @Nullable String guardedBy(EntityKey key) {
        return guards.get(key);
    }

    /** Whether the session has met the trash. */
    public boolean knowsAny() {
        return !trashed.isEmpty() || !kept.isEmpty();
    }

    /** Whether the entity was in the trash when the session last read it. */
    public boolean isTrashed(EntityKey key) {
        return trashed.containsKey(key);
    }

    /** What is known about a trashed entity of this session. */
    public @Nullable Trashed trashed(EntityKey key) {
        return trashed.get(key);
    }

    /** Forgets that an entity was in the trash. */
    public void live(EntityKey key) {
        if (!trashed.isEmpty()) {
            trashed.remove(key);
        }
        if (!kept.isEmpty()) {
            kept.remove(key);
        }
    }

    /** A removal begins; what it takes along shares its deletion id. Returns the one around it, for its end. */
    public @Nullable UUID beginDeletion() {
        UUID outer = current;
        current = shared == null ? UUID.randomUUID() : shared;
        return outer;
    }

    /** The id of the removal that is under way, else a new one. */
    public UUID currentDeletion() {
        return current == null ? UUID.randomUUID() : current;
    }

    /** The deletion that a cascaded delete belongs to. A context is Hibernate's name for one removal. */
    public UUID deletionOf(DeleteContext context) {
        if (current != null) {
            return current;
        }
        UUID deletion = orphanDeletion;
        if (deletion == null || orphanContext != context) {
            deletion = UUID.randomUUID();
            orphanContext = context;
            orphanDeletion = deletion;
        }
        return deletion;
    }

    /** The removal that was begun is complete; the one around it goes on. */
    public void endDeletion(@Nullable UUID outer) {
        current = outer;
    }

    /** Notes which deletion an entity belongs to that is to be removed. */
    public void assign(EntityKey key, UUID deletion) {
        deletions = put(deletions, key, new Removal(deletion, reason));
    }

    /** What was noted, which is forgotten thereby; a new deletion if there is nothing. */
    public Removal takeDeletion(EntityKey key) {
        Removal removal = deletions.isEmpty() ? null : deletions.remove(key);
        return removal == null ? new Removal(UUID.randomUUID(), reason) : removal;
    }

    /** Why rows go to the trash for now, or null. */
    public @Nullable String reason() {
        return reason;
    }

    /** Says why from now on, and returns what held before. */
    public @Nullable String reason(@Nullable String why) {
        String before = reason;
        reason = why;
        return before;
    }

    /** Makes every removal that begins within some work one deletion. */
    public void share(UUID deletion, Runnable work) {
        UUID before = shared;
        shared = deletion;
        try {
            work.run();
        } finally {
            shared = before;
        }
    }

    /** What the transaction in progress has done to the trash, or null if nobody listens or nothing was done. */
    Commits.@Nullable Pending pending() {
        return pending;
    }

    void pending(Commits.@Nullable Pending changes) {
        pending = changes;
    }

    /** Notes that this row was marked, so that a later action of the same flush leaves its collections alone. */
    public void marked(EntityKey key) {
        if (kept.isEmpty()) {
            kept = new HashSet<>();
        }
        kept.add(key);
    }

    /** Whether this session has marked the row. */
    public boolean wasMarked(EntityKey key) {
        return kept.contains(key);
    }

    /** Whether what is loaded now is the target of a cascaded merge. */
    public boolean cascadesMerge() {
        return cascadesMerge;
    }

    /** Says so from now on, and returns what held before. */
    public boolean cascadesMerge(boolean cascades) {
        boolean before = cascadesMerge;
        cascadesMerge = cascades;
        return before;
    }

    /** Forgets every entity, as the session does when it is cleared. */
    public void clear() {
        trashed = Map.of();
        deletions = Map.of();
        guards = Map.of();
        kept = Set.of();
    }

    /** Forgets one entity, as the session does when it evicts it. */
    public void forget(EntityKey key) {
        live(key);
        if (!guards.isEmpty()) {
            guards.remove(key);
        }
        if (!deletions.isEmpty()) {
            deletions.remove(key);
        }
    }

    /** Whether deletes of this session are physical. */
    public boolean physical() {
        return physical;
    }

    /** Makes deletes of this session physical, for the child sessions of a forced deletion. */
    public void deletePhysically() {
        physical = true;
    }
}
