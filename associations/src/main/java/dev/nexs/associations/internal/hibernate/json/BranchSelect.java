package dev.nexs.associations.internal.hibernate.json;

import dev.nexs.associations.internal.hibernate.load.KeyedSelect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.ValuedModelPart;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.sql.ast.spi.SqlAliasBaseGenerator;
import org.hibernate.sql.ast.spi.SqlAliasBaseManager;
import org.hibernate.sql.ast.spi.SqlSelection;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.SqlTuple;
import org.hibernate.sql.ast.tree.from.PluralTableGroup;
import org.hibernate.sql.ast.tree.from.TableGroup;
import org.hibernate.sql.ast.tree.predicate.ComparisonPredicate;
import org.hibernate.sql.ast.tree.predicate.InSubQueryPredicate;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.QuerySpec;
import org.hibernate.sql.results.internal.SqlSelectionImpl;

/** Selects the rows of associations that belong to one row of the query. */
final class BranchSelect {

    private final UnaryOperator<List<ColumnReference>> visible;
    private final TableGroup root;
    private final LoadQueryInfluencers influencers;
    private final SessionFactoryImplementor factory;
    private final SqlAliasBaseGenerator aliases;

    /**
     * Selects for rows of this table group.
     *
     * @param visible what the columns of the table group are called where the select will stand
     */
    BranchSelect(
            TableGroup root,
            UnaryOperator<List<ColumnReference>> visible,
            LoadQueryInfluencers influencers,
            SessionFactoryImplementor factory) {
        this.root = root;
        this.visible = visible;
        this.influencers = influencers;
        this.factory = factory;
        SqlAliasBaseManager counting = new SqlAliasBaseManager();
        // An alias of the surrounding query, if it were used here again, would hide the row that this belongs to.
        this.aliases = stem -> counting.createSqlAliasBase("nexs_" + stem);
    }

    /** {@return the rows of the association, with the columns that its loader reads, in their order} */
    QuerySpec rows(Link link) {
        QuerySpec all = restricted(link);
        QuerySpec rows = subquery(all);
        all.getSelectClause().getSqlSelections().forEach(rows.getSelectClause()::addSqlSelection);
        if (all.hasSortSpecifications()) {
            all.getSortSpecifications().forEach(rows::addSortSpecification);
        }
        return rows;
    }

    /** {@return where in the rows of an association the key is that they belong to} */
    static List<Integer> positions(Link link, QuerySpec rows) {
        List<String> own = columns(first(rows), link.own()).stream()
                .map(ColumnReference::getExpressionText)
                .toList();
        List<Integer> positions = new ArrayList<>();
        int position = 0;
        for (SqlSelection selection : rows.getSelectClause().getSqlSelections()) {
            if (selection.getExpression() instanceof ColumnReference column
                    && own.contains(column.getExpressionText())) {
                positions.add(position);
            }
            position++;
        }
        return positions;
    }

    /** The keys that rows of the next association may refer to. */
    private QuerySpec keys(Link link, ValuedModelPart columns) {
        QuerySpec all = restricted(link);
        QuerySpec keys = subquery(all);
        int position = 0;
        for (ColumnReference column : columns(elements(first(all)), columns)) {
            SqlSelection selection = new SqlSelectionImpl(position++, column);
            keys.getSelectClause().addSqlSelection(selection);
        }
        return keys;
    }

    private QuerySpec restricted(Link link) {
        QuerySpec select = KeyedSelect.unrestricted(link.loadable(), influencers, aliases, factory)
                .getQueryPart()
                .getFirstQuerySpec();
        List<ColumnReference> own = columns(first(select), link.own());
        if (link.parent() == null) {
            List<ColumnReference> parents = visible.apply(columns(root, link.parents()));
            for (int i = 0; i < own.size(); i++) {
                select.applyPredicate(new ComparisonPredicate(own.get(i), ComparisonOperator.EQUAL, parents.get(i)));
            }
        } else {
            select.applyPredicate(among(own, keys(link.parent(), link.parents())));
        }
        return select;
    }

    private static Predicate among(List<ColumnReference> columns, QuerySpec keys) {
        Expression tested = columns.size() == 1 ? columns.get(0) : new SqlTuple(columns, null);
        return new InSubQueryPredicate(tested, keys, false);
    }

    /** A root query takes the limit of the whole statement, so its parts move into one that is none. */
    private static QuerySpec subquery(QuerySpec select) {
        QuerySpec subquery = new QuerySpec(false);
        select.getFromClause().getRoots().forEach(subquery.getFromClause()::addRoot);
        if (select.getWhereClauseRestrictions() != null) {
            subquery.applyPredicate(select.getWhereClauseRestrictions());
        }
        return subquery;
    }

    private static TableGroup first(QuerySpec select) {
        return select.getFromClause().getRoots().get(0);
    }

    private static TableGroup elements(TableGroup group) {
        return group instanceof PluralTableGroup plural && plural.getElementTableGroup() != null
                ? plural.getElementTableGroup()
                : group;
    }

    private static List<ColumnReference> columns(TableGroup group, ValuedModelPart part) {
        List<ColumnReference> columns = new ArrayList<>();
        part.forEachSelectable((index, column) -> columns.add(new ColumnReference(
                group.resolveTableReference(group.getNavigablePath(), column.getContainingTableExpression()), column)));
        return columns;
    }
}
