package dev.nexs.softdelete.internal;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** Many removals as one deletion, each with everything that it cascades to. */
public final class TrashAll {

    private static final int BATCH = 500;

    private final SharedSessionContractImplementor session;

    /** On behalf of this session. */
    public TrashAll(SharedSessionContractImplementor session) {
        this.session = session;
    }

    /** Removes these ids of an entity and returns the id of the deletion. */
    public UUID trash(SoftDeletePersister persister, List<?> ids) {
        if (!(session instanceof Session full)) {
            throw new IllegalStateException("trashAll needs a session, since removals cascade; a stateless session has"
                    + " none. Use an HQL delete, which does not cascade.");
        }
        UUID deletion = UUID.randomUUID();
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<?> some = ids.subList(from, Math.min(from + BATCH, ids.size()));
            SessionTrash.of(session)
                    .share(
                            deletion,
                            () -> some.forEach(id -> {
                                Object entity = full.find(persister.getMappedClass(), id);
                                if (entity != null) {
                                    full.remove(entity);
                                }
                            }));
            full.flush();
        }
        return deletion;
    }
}
