package dev.nexs.softdelete.internal.hibernate.write;

import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.internal.SimpleNonSelectQueryPlan;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandler;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandlerBuildResult;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.query.sqm.tree.SqmDeleteOrUpdateStatement;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate hands every HQL and Criteria mutation of an entity to the strategy of its persister, if it has one. This one
 * turns deletes into marking updates and leaves updates to the strategy that the entity would have had.
 */
public final class BulkDeleteStrategy implements SqmMultiTableMutationStrategy {

    private final EntityPersister persister;
    private final @Nullable SqmMultiTableMutationStrategy standard;

    /** For one entity, beside the strategy that it would have had. */
    public BulkDeleteStrategy(EntityPersister persister, @Nullable SqmMultiTableMutationStrategy standard) {
        this.persister = persister;
        this.standard = standard;
    }

    @Override
    public MultiTableHandlerBuildResult buildHandler(
            SqmDeleteOrUpdateStatement<?> statement,
            DomainParameterXref parameters,
            DomainQueryExecutionContext context) {
        if (statement instanceof SqmDeleteStatement<?> delete) {
            return new MultiTableHandlerBuildResult(
                    new BulkDeleteHandler(persister, delete, parameters), JdbcParameterBindings.NO_BINDINGS);
        } else if (standard != null) {
            return standard.buildHandler(statement, parameters, context);
        } else {
            var plan = new SimpleNonSelectQueryPlan((SqmUpdateStatement<?>) statement, parameters);
            return new MultiTableHandlerBuildResult(new PlanHandler(plan), JdbcParameterBindings.NO_BINDINGS);
        }
    }

    @Override
    public void prepare(MappingModelCreationProcess process, JdbcConnectionAccess connections) {
        if (standard != null) {
            standard.prepare(process, connections);
        }
    }

    @Override
    public void release(SessionFactoryImplementor factory, JdbcConnectionAccess connections) {
        if (standard != null) {
            standard.release(factory, connections);
        }
    }

    /** An update of a single table, run as it would have been run without this strategy. */
    private record PlanHandler(SimpleNonSelectQueryPlan plan) implements MultiTableHandler {

        @Override
        public JdbcParameterBindings createJdbcParameterBindings(DomainQueryExecutionContext context) {
            return JdbcParameterBindings.NO_BINDINGS;
        }

        @Override
        public boolean dependsOnParameterBindings() {
            return false;
        }

        @Override
        public boolean isCompatibleWith(JdbcParameterBindings bindings, org.hibernate.query.spi.QueryOptions options) {
            return true;
        }

        @Override
        public int execute(JdbcParameterBindings bindings, DomainQueryExecutionContext context) {
            return plan.executeUpdate(context);
        }
    }
}
