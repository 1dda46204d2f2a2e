package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.TrashedReferenceException;
import dev.nexs.softdelete.internal.hibernate.model.Reference;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Associations that must not refer to the trash, in embeddables too. What is there when the owner has been loaded is judged
 * at once; for a lazy reference a note is left, and whoever initializes it judges. The note is for the target, since a
 * session has one object for it: if any of its references is mapped to fail, initializing it fails.
 */
public final class FailingReferences implements PostLoadEventListener {

    private final SoftDeleteModel model;
    private final Map<String, List<Reference>> failing = new ConcurrentHashMap<>();

    /** By the policies of this model. */
    public FailingReferences(SoftDeleteModel model) {
        this.model = model;
    }

    @Override
    public void onPostLoad(PostLoadEvent event) {
        for (Reference reference : failing.computeIfAbsent(
                event.getPersister().getEntityName(),
                any -> Reference.of(event.getPersister(), model, TrashedReference.FAIL))) {
            Object target = reference.get(event.getEntity());
            EntityKey key = target == null ? null : reference.key(target, event.getSession());
            if (key != null) {
                SessionTrash.of(event.getSession())
                        .guard(key, event.getPersister().getEntityName() + "." + reference.path());
                if (Hibernate.isInitialized(target)) {
                    check(event.getSession(), key);
                }
            }
        }
    }

    /** Throws if this row is in the trash, is hidden by the view of the session, and must not be referred to. */
    public static void check(SharedSessionContractImplementor session, @Nullable EntityKey key) {
        SessionTrash trash = SessionTrash.of(session);
        if (key != null && trash.isTrashed(key) && View.of(session.getLoadQueryInfluencers()) == View.LIVE) {
            String association = trash.guardedBy(key);
            if (association != null) {
                throw new TrashedReferenceException(association, key.getEntityName(), key.getIdentifier());
            }
        }
    }
}
