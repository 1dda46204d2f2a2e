package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.cache.LiveNaturalIds;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.values.GeneratedValues;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;
import org.hibernate.sql.model.MutationOperationGroup;
import org.jspecify.annotations.Nullable;

/** Keeps the hidden values of an entity in its state while it is updated; everything else is Hibernate's. */
final class GuardedUpdateCoordinator implements UpdateCoordinator {

    private final EntityPersister persister;
    private final UpdateCoordinator standard;

    GuardedUpdateCoordinator(EntityPersister persister, UpdateCoordinator standard) {
        this.persister = persister;
        this.standard = standard;
    }

    @Override
    public @Nullable GeneratedValues update(
            Object entity,
            Object id,
            @Nullable Object rowId,
            Object[] values,
            @Nullable Object oldVersion,
            Object @Nullable [] oldValues,
            int @Nullable [] dirty,
            boolean hasDirtyCollection,
            SharedSessionContractImplementor session) {
        if (persister instanceof SoftDeletePersister softDeletable) {
            softDeletable.trash().carryOver(values, oldValues);
        }
        GeneratedValues generated =
                standard.update(entity, id, rowId, values, oldVersion, oldValues, dirty, hasDirtyCollection, session);
        LiveNaturalIds.forgetIfTrashed(persister, id, session);
        return generated;
    }

    @Override
    public void forceVersionIncrement(
            Object id, Object currentVersion, Object nextVersion, SharedSessionContractImplementor session) {
        standard.forceVersionIncrement(id, currentVersion, nextVersion, session);
    }

    @Override
    public void forceVersionIncrement(
            Object id,
            Object currentVersion,
            Object nextVersion,
            boolean batching,
            SharedSessionContractImplementor session) {
        standard.forceVersionIncrement(id, currentVersion, nextVersion, batching, session);
    }

    @Override
    public MutationOperationGroup getStaticMutationOperationGroup() {
        return standard.getStaticMutationOperationGroup();
    }
}
