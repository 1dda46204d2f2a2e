package dev.nexs.associations.internal.hibernate.keyed;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.SubselectFetch;
import org.hibernate.loader.ast.internal.LoaderSelectBuilder;
import org.hibernate.loader.ast.spi.Loadable;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.ValuedModelPart;
import org.hibernate.metamodel.mapping.internal.SqlTypedMappingImpl;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.spi.NavigablePath;
import org.hibernate.sql.ast.spi.SqlAliasBaseManager;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.expression.JdbcParameter;
import org.hibernate.sql.ast.tree.from.TableGroup;
import org.hibernate.sql.ast.tree.predicate.InArrayPredicate;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.QuerySpec;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.internal.JdbcParameterBindingImpl;
import org.hibernate.sql.exec.internal.JdbcParameterBindingsImpl;
import org.hibernate.sql.exec.internal.SqlTypedMappingJdbcParameter;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcParametersList;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.results.internal.RowTransformerStandardImpl;
import org.hibernate.sql.results.spi.ManagedResultConsumer;

/**
 * One translated select that loads entities or collections by a set of keys, bound as one array per key column:
 * {@code key = any(?)}, or {@code (a, b) in (select * from unnest(?, ?))} for a composite key. The text does not depend
 * on how many keys there are, so the driver prepares it once.
 *
 * <p>Hibernate's own batch loaders draw their keys from the session's queue, whose content the caller does not choose,
 * and they expand composite keys; this one takes exactly the keys that it is given. Translating costs about a
 * millisecond, so instances are kept by {@link KeyedSelects}. Safe for use by several threads.
 */
public final class KeyedSelect {

    private final ValuedModelPart key;
    private final SelectStatement statement;
    private final JdbcSelect select;
    private final List<JdbcParameter> parameters;
    private final List<JdbcMapping> arrayTypes;

    private KeyedSelect(
            ValuedModelPart key,
            SelectStatement statement,
            JdbcSelect select,
            List<JdbcParameter> parameters,
            List<JdbcMapping> arrayTypes) {
        this.key = key;
        this.statement = statement;
        this.select = select;
        this.parameters = parameters;
        this.arrayTypes = arrayTypes;
    }

    /**
     * Translates the select.
     *
     * @param loadable an entity or a collection
     * @param key the identifier of the entity, or the collection's key
     */
    static KeyedSelect translate(
            Loadable loadable,
            ValuedModelPart key,
            LoadQueryInfluencers influencers,
            SessionFactoryImplementor factory) {
        SelectStatement statement = unrestricted(loadable, influencers, factory);
        QuerySpec query = statement.getQueryPart().getFirstQuerySpec();
        TableGroup root = query.getFromClause().getRoots().get(0);
        List<JdbcParameter> parameters = new ArrayList<>();
        List<JdbcMapping> arrayTypes = new ArrayList<>();
        List<ColumnReference> columns = new ArrayList<>();
        NavigablePath path = root.getNavigablePath();
        key.forEachSelectable((index, column) -> {
            columns.add(new ColumnReference(
                    root.resolveTableReference(path, column.getContainingTableExpression()), column));
            JdbcMapping arrayType = KeyArrays.ofSent(column.getJdbcMapping(), factory);
            arrayTypes.add(arrayType);
            parameters.add(new SqlTypedMappingJdbcParameter(new SqlTypedMappingImpl(
                    column.getLength(),
                    column.getArrayLength(),
                    column.getPrecision(),
                    column.getScale(),
                    column.getTemporalPrecision(),
                    arrayType)));
        });
        query.applyPredicate(restriction(columns, parameters));
        JdbcSelect select = factory.getJdbcServices()
                .getJdbcEnvironment()
                .getSqlAstTranslatorFactory()
                .buildSelectTranslator(factory, statement)
                .translate(JdbcParameterBindings.NO_BINDINGS, QueryOptions.NONE);
        return new KeyedSelect(key, statement, select, parameters, arrayTypes);
    }

    /** {@return the select of all entities, or of the members of all owners} */
    private static SelectStatement unrestricted(
            Loadable loadable, LoadQueryInfluencers influencers, SessionFactoryImplementor factory) {
        SqlAliasBaseManager aliases = new SqlAliasBaseManager();
        // Two keys make Hibernate select the key itself, which tells the rows of different owners apart.
        SelectStatement statement = LoaderSelectBuilder.createSelect(
                loadable, null, List.of(), null, 2, influencers, null, parameter -> {}, aliases, factory);
        if (loadable instanceof PluralAttributeMapping collection) {
            QuerySpec query = statement.getQueryPart().getFirstQuerySpec();
            TableGroup root = query.getFromClause().getRoots().get(0);
            collection.applyAuxiliaryRestrictions(root, query::applyPredicate, influencers, aliases);
        }
        return statement;
    }

    /** Loads what belongs to the keys into the session's persistence context. */
    public void load(List<?> keys, SharedSessionContractImplementor session) {
        JdbcParameterBindings bindings = bindings(keys, session);
        JdbcParametersList.Builder list = JdbcParametersList.newBuilder();
        parameters.forEach(list::add);
        SubselectFetch.RegistrationHandler subselects = SubselectFetch.createRegistrationHandler(
                session.getPersistenceContextInternal().getBatchFetchQueue(), statement, list.build(), bindings);
        session.getJdbcServices()
                .getJdbcSelectExecutor()
                .executeQuery(
                        select,
                        bindings,
                        new LoadContext(session, subselects),
                        RowTransformerStandardImpl.instance(),
                        null,
                        keys.size(),
                        ManagedResultConsumer.INSTANCE);
    }

    private JdbcParameterBindings bindings(List<?> keys, SharedSessionContractImplementor session) {
        JdbcParameterBindings bindings = new JdbcParameterBindingsImpl(parameters.size());
        Object[][] columns = columns(keys, session);
        for (int i = 0; i < parameters.size(); i++) {
            bindings.addBinding(parameters.get(i), new JdbcParameterBindingImpl(arrayTypes.get(i), columns[i]));
        }
        return bindings;
    }

    private Object[][] columns(List<?> keys, SharedSessionContractImplementor session) {
        Object[][] columns = new Object[parameters.size()][keys.size()];
        int position = 0;
        for (Object value : keys) {
            int row = position++;
            key.forEachJdbcValue(value, (index, part, mapping) -> columns[index][row] = part, session);
        }
        return columns;
    }

    private static Predicate restriction(List<ColumnReference> columns, List<JdbcParameter> parameters) {
        return columns.size() == 1
                ? new InArrayPredicate(columns.get(0), parameters.get(0))
                : RowsOfArrays.predicate(columns, parameters);
    }
}
