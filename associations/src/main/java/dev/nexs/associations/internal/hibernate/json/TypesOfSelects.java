package dev.nexs.associations.internal.hibernate.json;

import dev.nexs.associations.internal.hibernate.load.KeyedSelect;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.ast.spi.Loadable;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.sql.ast.spi.SqlAliasBaseManager;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.internal.JdbcParameterBindingsImpl;
import org.hibernate.sql.exec.spi.JdbcSelect;

/** The column types of one session factory's selects. The server is asked once for each, when it is first used. */
public final class TypesOfSelects {

    private final Map<Name, ColumnTypes> known = new ConcurrentHashMap<>();

    /** Nothing is known yet. */
    public TypesOfSelects() {}

    ColumnTypes of(Loadable loadable, SharedSessionContractImplementor session) {
        Set<String> profiles = Set.copyOf(session.getLoadQueryInfluencers().getEnabledFetchProfileNames());
        Name name = new Name(loadable.getNavigableRole().getFullPath(), profiles);
        ColumnTypes types = known.get(name);
        if (types == null) {
            types = ask(loadable, profiles, session);
            known.putIfAbsent(name, types);
        }
        return types;
    }

    private static ColumnTypes ask(Loadable loadable, Set<String> profiles, SharedSessionContractImplementor session) {
        LoadQueryInfluencers influencers = new LoadQueryInfluencers(session.getFactory());
        profiles.forEach(influencers::enableFetchProfile);
        SelectStatement select =
                KeyedSelect.unrestricted(loadable, influencers, new SqlAliasBaseManager(), session.getFactory());
        int columns = select.getQueryPart()
                .getFirstQuerySpec()
                .getSelectClause()
                .getSqlSelections()
                .size();
        JdbcSelect translated = session.getFactory()
                .getJdbcServices()
                .getJdbcEnvironment()
                .getSqlAstTranslatorFactory()
                .buildSelectTranslator(session.getFactory(), select)
                .translate(new JdbcParameterBindingsImpl(0), QueryOptions.NONE);
        return session.doReturningWork(connection -> ColumnTypes.of(
                connection,
                translated.getSqlString(),
                columns,
                translated.getParameterBinders().size()));
    }

    private record Name(String select, Set<String> profiles) {}
}
