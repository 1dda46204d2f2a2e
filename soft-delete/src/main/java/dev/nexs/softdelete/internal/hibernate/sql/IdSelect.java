package dev.nexs.softdelete.internal.hibernate.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.MappingModelExpressible;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;
import org.hibernate.query.restriction.Restriction;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.internal.SqmJdbcExecutionContextAdapter;
import org.hibernate.query.sqm.internal.SqmSelectionQueryImpl;
import org.hibernate.query.sqm.internal.SqmUtil;
import org.hibernate.query.sqm.spi.SqmParameterMappingModelResolutionAccess;
import org.hibernate.query.sqm.sql.SqmTranslation;
import org.hibernate.query.sqm.sql.SqmTranslator;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.jspecify.annotations.Nullable;

/**
 * A query for ids as Hibernate would run it, as a part of a statement of ours. So the statement is for the rows that an
 * application would see: of the class and its subclasses, of the tenant, within the entity's restriction and the
 * enabled filters, in the view of the session.
 */
public final class IdSelect {

    private final JdbcSelect select;
    private final JdbcParameterBindings bindings;
    private final DomainQueryExecutionContext context;

    private IdSelect(JdbcSelect select, JdbcParameterBindings bindings, DomainQueryExecutionContext context) {
        this.select = select;
        this.bindings = bindings;
        this.context = context;
    }

    /** The ids of an entity, by a restriction if there is one. */
    public static <T> IdSelect of(
            SharedSessionContractImplementor session, Class<T> entity, @Nullable Restriction<? super T> restriction) {
        SqmSelectionQueryImpl<?> query =
                (SqmSelectionQueryImpl<?>) session.createSelectionQuery(criteria(session, entity, restriction, false));
        return of(query.getSqmStatement(), query.getDomainParameterXref(), query);
    }

    /** The query for these ids, to be run by Hibernate. */
    public static <T> JpaCriteriaQuery<Object> criteria(
            SharedSessionContractImplementor session,
            Class<T> entity,
            @Nullable Restriction<? super T> restriction,
            boolean ordered) {
        HibernateCriteriaBuilder builder = session.getCriteriaBuilder();
        JpaCriteriaQuery<Object> query = builder.createQuery(Object.class);
        JpaRoot<T> root = query.from(entity);
        query.select(root.id());
        if (restriction != null) {
            restriction.apply(query, root);
        }
        if (ordered) {
            query.orderBy(builder.asc(root.id()));
        }
        return query;
    }

    /** The ids that a statement of Hibernate's selects. */
    public static IdSelect of(
            SqmSelectStatement<?> select, DomainParameterXref parameters, DomainQueryExecutionContext context) {
        SessionFactoryImplementor factory = context.getSession().getFactory();
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
        var types = translation.getSqmParameterMappingModelTypeResolutions();
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
        return new IdSelect(
                factory.getJdbcServices()
                        .getJdbcEnvironment()
                        .getSqlAstTranslatorFactory()
                        .buildSelectTranslator(factory, translation.getSqlAst())
                        .translate(bindings, context.getQueryOptions()),
                bindings,
                context);
    }

    /** The text, with parameters. */
    public String sql() {
        return select.getSqlString();
    }

    /** Sets its parameters and returns the next position. */
    public int bind(PreparedStatement statement, int first) throws SQLException {
        var execution = SqmJdbcExecutionContextAdapter.omittingLockingAndPaging(context);
        int position = first;
        for (var binder : select.getParameterBinders()) {
            binder.bindParameterValue(statement, position, bindings, execution);
            position++;
        }
        return position;
    }
}
