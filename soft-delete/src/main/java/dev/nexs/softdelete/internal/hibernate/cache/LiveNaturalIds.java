package dev.nexs.softdelete.internal.hibernate.cache;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import org.hibernate.engine.spi.NaturalIdResolutions;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.persister.entity.EntityPersister;

/**
 * A natural id belongs to a live row; those of the trash may be as many as there were removals. So what a session, or the
 * natural-id cache, knows about natural ids is about live rows only.
 */
public final class LiveNaturalIds implements PostLoadEventListener {

    private static final long serialVersionUID = 1L;

    @Override
    public void onPostLoad(PostLoadEvent event) {
        forgetIfTrashed(event.getPersister(), event.getId(), event.getSession());
    }

    /** Hibernate notes the natural id of whatever it loads or updates; this takes the note of a trashed row back. */
    public static void forgetIfTrashed(EntityPersister persister, Object id, SharedSessionContractImplementor session) {
        if (persister instanceof SoftDeletePersister
                && persister.hasNaturalIdentifier()
                && isTrashed(persister, id, session)) {
            NaturalIdResolutions resolutions =
                    session.getPersistenceContextInternal().getNaturalIdResolutions();
            Object naturalId = resolutions.findCachedNaturalIdById(id, persister);
            if (naturalId != null) {
                resolutions.removeResolution(id, naturalId, persister);
            }
        }
    }

    static boolean isTrashed(EntityPersister persister, Object id, SharedSessionContractImplementor session) {
        SessionTrash trash = SessionTrash.of(session);
        return trash.knowsAny() && trash.isTrashed(session.generateEntityKey(id, persister));
    }
}
