package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.cache.StaleCaches;
import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerTables;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.util.Map;
import java.util.UUID;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.MappingModelExpressible;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.internal.SqmJdbcExecutionContextAdapter;
import org.hibernate.query.sqm.internal.SqmUtil;
import org.hibernate.query.sqm.mutation.internal.MatchingIdSelectionHelper;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandler;
import org.hibernate.query.sqm.spi.SqmParameterMappingModelResolutionAccess;
import org.hibernate.query.sqm.sql.SqmTranslation;
import org.hibernate.query.sqm.sql.SqmTranslator;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.jspecify.annotations.Nullable;

/**
 * One bulk delete: an update of each table that has the marker, for the ids that the query's own restriction selects
 * among the live rows. A bulk delete is one deletion, so all its rows carry the same id.
 */
final class BulkDeleteHandler implements MultiTableHandler {

    private final EntityPersister persister;
    private final SqmDeleteStatement<?> delete;
    private final DomainParameterXref parameters;

    BulkDeleteHandler(EntityPersister persister, SqmDeleteStatement<?> delete, DomainParameterXref parameters) {
        this.persister = persister;
        this.delete = delete;
        this.parameters = parameters;
    }

    @Override
    public JdbcParameterBindings createJdbcParameterBindings(DomainQueryExecutionContext context) {
        return JdbcParameterBindings.NO_BINDINGS;
    }

    @Override
    public boolean dependsOnParameterBindings() {
        return false;
    }

    @Override
    public boolean isCompatibleWith(JdbcParameterBindings bindings, QueryOptions options) {
        return true;
    }

    @Override
    public int execute(JdbcParameterBindings ignored, DomainQueryExecutionContext context) {
        SharedSessionContractImplementor session = context.getSession();
        UUID deletion = UUID.randomUUID();
        String user = SoftDeleteModel.of(session.getFactory()).callbacks().currentUser();
        Selection ids = View.LIVE.during(session.getLoadQueryInfluencers(), () -> selectIds(context));
        int rows = 0;
        for (EntityPersister concrete : MarkerTables.of(persister)) {
            rows += mark(concrete, ids, deletion, user, context);
        }
        StaleCaches.evict(session, persister);
        return rows;
    }

    private int mark(
            EntityPersister concrete,
            Selection ids,
            UUID deletion,
            @Nullable String user,
            DomainQueryExecutionContext context) {
        EntityDefinition definition =
                ((SoftDeletePersister) concrete).trash().marker().definition();
        MarkStatement statement = new MarkStatement(concrete, definition);
        String sql = statement.sql() + " where " + statement.keyTuple() + " in ("
                + ids.select().getSqlString() + ") and " + MarkerSql.live(definition.marker(), definition.column());
        var adapter = SqmJdbcExecutionContextAdapter.omittingLockingAndPaging(context);
        return NativeStatements.execute(context.getSession(), sql, jdbc -> {
            int position = statement.bind(jdbc, 1, deletion, user, context.getSession());
            for (var binder : ids.select().getParameterBinders()) {
                binder.bindParameterValue(jdbc, position, ids.bindings(), adapter);
                position++;
            }
        });
    }

    private record Selection(JdbcSelect select, JdbcParameterBindings bindings) {}

    private Selection selectIds(DomainQueryExecutionContext context) {
        SessionFactoryImplementor factory = context.getSession().getFactory();
        EntityMappingType entity = factory.getMappingMetamodel()
                .getEntityDescriptor(delete.getTarget().getModel().getHibernateEntityName());
        SqmSelectStatement<?> select = MatchingIdSelectionHelper.generateMatchingIdSelectStatement(delete, entity);
        SqmTranslator<SelectStatement> translator = factory.getQueryEngine()
                .getSqmTranslatorFactory()
                .createSelectTranslator(
                        select,
                        context.getQueryOptions(),
                        parameters,
                        context.getQueryParameterBindings(),
                        context.getSession().getLoadQueryInfluencers(),
                        factory.getSqlTranslationEngine(),
                        false);
        SqmTranslation<SelectStatement> translation = translator.translate();
        Map<SqmParameter<?>, MappingModelExpressible<?>> types =
                translation.getSqmParameterMappingModelTypeResolutions();
        JdbcParameterBindings bindings = SqmUtil.createJdbcParameterBindings(
                context.getQueryParameterBindings(),
                parameters,
                SqmUtil.generateJdbcParamsXref(parameters, translator),
                new SqmParameterMappingModelResolutionAccess() {
                    @Override
                    @SuppressWarnings({"unchecked", "NullAway"}) // null is how Hibernate says that it is not known
                    public <T> MappingModelExpressible<T> getResolvedMappingModelType(SqmParameter<T> parameter) {
                        return (MappingModelExpressible<T>) types.get(parameter);
                    }
                },
                context.getSession());
        JdbcSelect jdbcSelect = factory.getJdbcServices()
                .getJdbcEnvironment()
                .getSqlAstTranslatorFactory()
                .buildSelectTranslator(factory, translation.getSqlAst())
                .translate(bindings, context.getQueryOptions());
        return new Selection(jdbcSelect, bindings);
    }
}
