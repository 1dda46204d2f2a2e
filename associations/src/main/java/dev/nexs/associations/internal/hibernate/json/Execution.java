package dev.nexs.associations.internal.hibernate.json;

import org.hibernate.engine.spi.EntityHolder;
import org.hibernate.engine.spi.SubselectFetch;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.spi.SqlOmittingQueryOptions;
import org.hibernate.query.sqm.internal.SqmJdbcExecutionContextAdapter;
import org.hibernate.sql.exec.spi.JdbcSelect;

/** Keeps associations that are mapped with subselect fetching working for the results. */
final class Execution extends SqmJdbcExecutionContextAdapter {

    private final QueryOptions options;
    private final SubselectFetch.RegistrationHandler subselects;

    Execution(
            DomainQueryExecutionContext query,
            JdbcSelect select,
            QueryOptions options,
            SubselectFetch.RegistrationHandler subselects) {
        super(query, select);
        this.options = SqlOmittingQueryOptions.omitSqlQueryOptions(options, select);
        this.subselects = subselects;
    }

    @Override
    public QueryOptions getQueryOptions() {
        return options;
    }

    @Override
    public void registerLoadingEntityHolder(EntityHolder holder) {
        subselects.addKey(holder);
    }
}
