package dev.nexs.softdelete.internal.hibernate;

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
 * and whether deletes are physical for now. Confined to the session's thread, like the session.
 */
public final class SessionTrash implements Extension {

    /** A trashed entity of the session: the value of its marker and the id of its deletion. */
    public record Trashed(Object marker, @Nullable UUID deletion) {}

    private final Map<EntityKey, Trashed> trashed = new HashMap<>();
    private final Map<EntityKey, UUID> deletions = new HashMap<>();
    private final Map<EntityKey, String> guards = new HashMap<>();
    private final Set<EntityKey> kept = new HashSet<>();
    private @Nullable DeleteContext orphanContext;
    private @Nullable UUID orphanDeletion;
    private @Nullable UUID current;
    private boolean physical;

    /** The state of a session. */
    public static SessionTrash of(SharedSessionContractImplementor session) {
        return session.getExtension(SessionTrash.class);
    }

    void loaded(EntityKey key, @Nullable Trashed state) {
        if (state != null) {
            trashed.put(key, state);
        } else {
            live(key);
        }
    }

    /** Notes that an association which must not refer to the trash refers to this row. */
    void guard(EntityKey key, String association) {
        guards.put(key, association);
    }

    @Nullable
    String guardedBy(EntityKey key) {
        return guards.get(key);
    }

    boolean knowsAny() {
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
        trashed.remove(key);
        kept.remove(key);
    }

    void beginDeletion() {
        current = UUID.randomUUID();
    }

    UUID currentDeletion() {
        return current == null ? UUID.randomUUID() : current;
    }

    /** The deletion that a cascaded delete belongs to. A context is Hibernate's name for one removal. */
    UUID deletionOf(DeleteContext context) {
        if (current != null) {
            return current;
        }
        if (orphanDeletion == null || orphanContext != context) {
            orphanContext = context;
            orphanDeletion = UUID.randomUUID();
        }
        return orphanDeletion;
    }

    void endDeletion() {
        current = null;
    }

    void assign(EntityKey key, UUID deletion) {
        deletions.put(key, deletion);
    }

    UUID takeDeletion(EntityKey key) {
        UUID deletion = deletions.remove(key);
        return deletion == null ? UUID.randomUUID() : deletion;
    }

    /** Notes that this row was marked, so that a later action of the same flush leaves its collections alone. */
    void marked(EntityKey key) {
        kept.add(key);
    }

    boolean wasMarked(EntityKey key) {
        return kept.contains(key);
    }

    boolean physical() {
        return physical;
    }

    /** Makes deletes of this session physical, for the child sessions of a forced deletion. */
    public void deletePhysically() {
        physical = true;
    }
}
