package dev.nexs.associations.internal.hibernate.json;

import java.util.HashSet;
import java.util.function.Supplier;
import org.hibernate.CacheMode;
import org.hibernate.FlushMode;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.QueryOptions;
import org.jspecify.annotations.Nullable;

/** What a query sets for as long as it runs: modes and fetch profiles. */
final class QueryScope {

    private final DomainQueryExecutionContext query;
    private final SharedSessionContractImplementor session;

    QueryScope(DomainQueryExecutionContext query) {
        this.query = query;
        this.session = query.getSession();
    }

    <R> R run(Supplier<R> work) {
        QueryOptions options = query.getQueryOptions();
        query.getQueryParameterBindings().validate();
        session.prepareForQueryExecution(options.getLockOptions().getLockMode().greaterThan(LockMode.READ));
        CacheMode cacheMode = session.getCacheMode();
        FlushMode flushMode = session instanceof SessionImplementor stateful ? stateful.getHibernateFlushMode() : null;
        HashSet<String> profiles = session.getLoadQueryInfluencers()
                .adjustFetchProfiles(options.getDisabledFetchProfiles(), options.getEnabledFetchProfiles());
        boolean success = false;
        try {
            apply(options.getFlushMode(), options.getCacheMode());
            R result = work.get();
            success = true;
            return result;
        } finally {
            session.getLoadQueryInfluencers().setEnabledFetchProfileNames(profiles);
            apply(flushMode, cacheMode);
            if (!session.isTransactionInProgress()) {
                session.getJdbcCoordinator().getLogicalConnection().afterTransaction();
            }
            session.afterOperation(success);
        }
    }

    private void apply(@Nullable FlushMode flushMode, @Nullable CacheMode cacheMode) {
        if (flushMode != null && session instanceof SessionImplementor stateful) {
            stateful.setHibernateFlushMode(flushMode);
        }
        if (cacheMode != null) {
            session.setCacheMode(cacheMode);
        }
    }
}
