package dev.nexs.associations.internal.hibernate.keyed;

import org.hibernate.engine.spi.EntityHolder;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.SubselectFetch;
import org.hibernate.sql.exec.internal.BaseExecutionContext;

/** Keeps associations that are mapped with subselect fetching working for what a {@link KeyedSelect} loads. */
final class LoadContext extends BaseExecutionContext {

    private final SubselectFetch.RegistrationHandler subselects;

    LoadContext(SharedSessionContractImplementor session, SubselectFetch.RegistrationHandler subselects) {
        super(session);
        this.subselects = subselects;
    }

    @Override
    public void registerLoadingEntityHolder(EntityHolder holder) {
        subselects.addKey(holder);
    }

    @Override
    public boolean upgradeLocks() {
        return true;
    }
}
