package dev.nexs.associations.internal.hibernate.load;

import java.util.List;
import org.hibernate.engine.spi.BatchFetchQueue;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Targets that a query does not find, and that resolving a reference may: trashed rows, for one. Hibernate resolves the
 * first of them as if it were touched, with the others in its batch, so that whoever decides what a reference may show
 * decides here as well.
 */
final class HiddenTargets {

    private final SharedSessionContractImplementor session;
    private final PersistenceContext context;

    HiddenTargets(SharedSessionContractImplementor session) {
        this.session = session;
        this.context = session.getPersistenceContextInternal();
    }

    /** Resolves what can be resolved of references to one entity, in one statement; the rest stays lazy. */
    void resolve(List<Target> targets) {
        LoadQueryInfluencers influencers = session.getLoadQueryInfluencers();
        int batchSize = influencers.getBatchSize();
        influencers.setBatchSize(Math.max(2, targets.size()));
        try {
            OnPurpose.run(session, () -> loadTogether(targets));
        } finally {
            influencers.setBatchSize(batchSize);
        }
    }

    private void loadTogether(List<Target> targets) {
        BatchFetchQueue queue = context.getBatchFetchQueue();
        targets.forEach(target -> queue.addBatchLoadableEntityKey(target.key()));
        load(targets.get(0));
        for (Target target : targets.subList(1, targets.size())) {
            if (context.getEntity(target.key()) != null) {
                load(target);
            }
        }
    }

    private void load(Target target) {
        EntityKey key = target.key();
        session.immediateLoad(key.getEntityName(), key.getIdentifier());
        target.reference().resolve(key, session);
    }

    /** A reference that is not resolved, and what it refers to. */
    record Target(Reference reference, EntityKey key) {}
}
