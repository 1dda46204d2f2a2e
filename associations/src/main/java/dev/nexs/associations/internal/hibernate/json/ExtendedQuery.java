package dev.nexs.associations.internal.hibernate.json;

import dev.nexs.associations.AssociationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.SubselectFetch;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.MappingModelExpressible;
import org.hibernate.query.SelectionQuery;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.spi.SqlOmittingQueryOptions;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.internal.SqmQueryImpl;
import org.hibernate.query.sqm.internal.SqmSelectionQueryImpl;
import org.hibernate.query.sqm.internal.SqmUtil;
import org.hibernate.query.sqm.spi.SqmParameterMappingModelResolutionAccess;
import org.hibernate.query.sqm.sql.SqmTranslation;
import org.hibernate.query.sqm.tree.SqmStatement;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.from.TableGroup;
import org.hibernate.sql.ast.tree.select.QuerySpec;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcParametersList;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.results.graph.DomainResult;
import org.hibernate.sql.results.graph.basic.BasicResult;
import org.hibernate.sql.results.graph.entity.EntityResult;
import org.hibernate.sql.results.internal.RowTransformerStandardImpl;
import org.hibernate.sql.results.internal.SqlSelectionImpl;
import org.hibernate.sql.results.spi.ListResultsConsumer;
import org.hibernate.type.StandardBasicTypes;

/**
 * A query in HQL or Criteria whose translation gets one more column for each association. It is translated for each use,
 * which costs a fraction of a millisecond.
 */
final class ExtendedQuery<T> {

    private final SqmSelectStatement<?> statement;
    private final DomainParameterXref parameters;
    private final DomainQueryExecutionContext context;

    private ExtendedQuery(
            SqmStatement<?> statement, DomainParameterXref parameters, DomainQueryExecutionContext context) {
        this.statement = (SqmSelectStatement<?>) statement;
        this.parameters = parameters;
        this.context = context;
        if (context.getQueryOptions().getTupleTransformer() != null) {
            throw refuse("its results are transformed");
        }
        if (this.statement.containsCollectionFetches()) {
            throw refuse("it fetches a collection by join, which repeats its rows");
        }
    }

    static <T> ExtendedQuery<T> of(SelectionQuery<T> query) {
        if (query instanceof SqmSelectionQueryImpl<T> selection) {
            return new ExtendedQuery<>(selection.getSqmStatement(), selection.getDomainParameterXref(), selection);
        }
        if (query instanceof SqmQueryImpl<T> selection) {
            return new ExtendedQuery<>(selection.getSqmStatement(), selection.getDomainParameterXref(), selection);
        }
        throw refuse("it is neither HQL nor Criteria but " + query.getClass().getName());
    }

    DomainQueryExecutionContext context() {
        return context;
    }

    /** {@return the results; what came of the associations is given to the branches} */
    @SuppressWarnings("unchecked")
    List<T> list(List<Branch> branches) {
        if (context.getQueryOptions().getEffectiveLimit().getMaxRowsJpa() == 0) {
            return List.of();
        }
        SharedSessionContractImplementor session = context.getSession();
        boolean flushed = session.autoPreFlushIfRequired(context.getQueryParameterBindings());
        try {
            SqmTranslation<SelectStatement> translation = translation(session);
            JdbcParameterBindings bindings = bindings(translation, session);
            SelectStatement extended = extend(translation.getSqlAst(), branches, bindings);
            QueryOptions options =
                    extended.getQueryPart() == translation.getSqlAst().getQueryPart()
                            ? context.getQueryOptions()
                            : SqlOmittingQueryOptions.omitSqlQueryOptions(context.getQueryOptions(), true, false);
            JdbcSelect select = translate(extended, bindings, options, session.getFactory());
            session.autoFlushIfRequired(select.getAffectedTableNames(), flushed);
            List<Object[]> rows = session.getJdbcServices()
                    .getJdbcSelectExecutor()
                    .list(
                            select,
                            bindings,
                            new Execution(
                                    context, select, options, subselects(translation.getSqlAst(), bindings, session)),
                            RowTransformerStandardImpl.<Object[]>instance(),
                            ListResultsConsumer.UniqueSemantic.NONE);
            List<T> results = new ArrayList<>(rows.size());
            Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Object[] row : rows) {
                results.add((T) row[0]);
                if (seen.add(row[0])) {
                    for (int i = 0; i < branches.size(); i++) {
                        branches.get(i).add((String) row[i + 1]);
                    }
                }
            }
            return results;
        } finally {
            parameters.clearExpansions();
        }
    }

    private SqmTranslation<SelectStatement> translation(SharedSessionContractImplementor session) {
        SessionFactoryImplementor factory = session.getFactory();
        return factory.getQueryEngine()
                .getSqmTranslatorFactory()
                .createSelectTranslator(
                        statement,
                        context.getQueryOptions(),
                        parameters,
                        context.getQueryParameterBindings(),
                        session.getLoadQueryInfluencers(),
                        factory.getSqlTranslationEngine(),
                        true)
                .translate();
    }

    private SelectStatement extend(SelectStatement select, List<Branch> branches, JdbcParameterBindings bindings) {
        List<DomainResult<?>> results = new ArrayList<>(select.getDomainResultDescriptors());
        if (!(select.getQueryPart() instanceof QuerySpec query)
                || results.size() != 1
                || !(results.get(0) instanceof EntityResult<?> entity)) {
            throw refuse("it does not select one entity, or is a union");
        }
        TableGroup root = query.getFromClause().findTableGroup(entity.getNavigablePath());
        if (root == null) {
            throw refuse("its entity comes from a subquery");
        }
        SharedSessionContractImplementor session = context.getSession();
        JdbcMapping text = session.getTypeConfiguration().getBasicTypeRegistry().resolve(StandardBasicTypes.STRING);
        QueryOptions options = context.getQueryOptions();
        Page page = Page.isWanted(query, options)
                ? Page.of(query, options.getEffectiveLimit(), bindings, session.getFactory())
                : null;
        QuerySpec extended = page == null ? query : page.query();
        UnaryOperator<List<ColumnReference>> visible = page == null ? UnaryOperator.identity() : page::columns;
        BranchSelect selects = new BranchSelect(root, visible, session.getLoadQueryInfluencers(), session.getFactory());
        for (Branch branch : branches) {
            int position = extended.getSelectClause().getSqlSelections().size();
            QuerySpec rows = selects.rows(branch.link());
            branch.ownerColumns(BranchSelect.positions(branch.link(), rows));
            JsonColumn column = new JsonColumn(rows, branch.types(), text);
            extended.getSelectClause().addSqlSelection(new SqlSelectionImpl(position, column));
            results.add(new BasicResult<>(position, null, text));
        }
        return new SelectStatement(select, extended, results);
    }

    private JdbcParameterBindings bindings(
            SqmTranslation<SelectStatement> translation, SharedSessionContractImplementor session) {
        return SqmUtil.createJdbcParameterBindings(
                context.getQueryParameterBindings(),
                parameters,
                SqmUtil.generateJdbcParamsXref(parameters, translation::getJdbcParamsBySqmParam),
                new Resolutions(translation.getSqmParameterMappingModelTypeResolutions()),
                session);
    }

    private JdbcSelect translate(
            SelectStatement select,
            JdbcParameterBindings bindings,
            QueryOptions options,
            SessionFactoryImplementor factory) {
        return factory.getJdbcServices()
                .getJdbcEnvironment()
                .getSqlAstTranslatorFactory()
                .buildSelectTranslator(factory, select)
                .translate(bindings, options);
    }

    private static SubselectFetch.RegistrationHandler subselects(
            SelectStatement select, JdbcParameterBindings bindings, SharedSessionContractImplementor session) {
        return SubselectFetch.createRegistrationHandler(
                session.getPersistenceContextInternal().getBatchFetchQueue(),
                select,
                JdbcParametersList.empty(),
                bindings);
    }

    private static AssociationException refuse(String why) {
        return new AssociationException("the query cannot bring associations as JSON, because " + why
                + "; use PRELOAD, or a query in HQL or Criteria that selects the plan's entity alone");
    }

    private record Resolutions(Map<SqmParameter<?>, MappingModelExpressible<?>> types)
            implements SqmParameterMappingModelResolutionAccess {

        @Override
        @SuppressWarnings({"unchecked", "NullAway"})
        public <P> MappingModelExpressible<P> getResolvedMappingModelType(SqmParameter<P> parameter) {
            return (MappingModelExpressible<P>) types.get(parameter);
        }
    }
}
