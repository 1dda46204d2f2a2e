package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.internal.hibernate.model.EntityMarker;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.View;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EntityCollectionPart;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.spi.QueryParameterBindings;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.sql.internal.StandardSqmTranslator;
import org.hibernate.query.sqm.tree.SqmJoinType;
import org.hibernate.query.sqm.tree.SqmStatement;
import org.hibernate.query.sqm.tree.domain.AbstractSqmSpecificPluralPartPath;
import org.hibernate.query.sqm.tree.expression.SqmCollectionSize;
import org.hibernate.query.sqm.tree.from.SqmEntityJoin;
import org.hibernate.query.sqm.tree.from.SqmRoot;
import org.hibernate.query.sqm.tree.predicate.SqmMemberOfPredicate;
import org.hibernate.query.sqm.tree.select.SqmQueryPart;
import org.hibernate.sql.ast.spi.SqlAstCreationContext;
import org.hibernate.sql.ast.tree.Statement;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.from.TableGroup;
import org.hibernate.sql.ast.tree.predicate.ExistsPredicate;
import org.hibernate.sql.ast.tree.predicate.Junction;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.QueryPart;
import org.hibernate.sql.ast.tree.select.QuerySpec;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.jspecify.annotations.Nullable;

/**
 * Restricts the subqueries that {@code size}, {@code member of} and the aggregates over elements and indexes become.
 * Hibernate applies filters to them and forgets the restriction that it applies to every other use of a collection.
 */
final class TrashSqmTranslator<T extends Statement> extends StandardSqmTranslator<T> {

    TrashSqmTranslator(
            SqmStatement<?> statement,
            QueryOptions options,
            DomainParameterXref parameters,
            QueryParameterBindings bindings,
            LoadQueryInfluencers influencers,
            SqlAstCreationContext context,
            boolean deduplicate) {
        super(statement, options, parameters, bindings, influencers, context, deduplicate);
    }

    /**
     * Hibernate makes a page of owners with a fetched collection a subquery, and restricts what was there before: the page
     * would hold trashed owners. What restricts the roots is applied here, before it does.
     */
    @Override
    protected void visitOrderByOffsetAndFetch(SqmQueryPart<?> part, QueryPart translated) {
        super.visitOrderByOffsetAndFetch(part, translated);
        if (translated instanceof QuerySpec spec && additionalRestrictions != null) {
            spec.applyPredicate(additionalRestrictions);
            additionalRestrictions = null;
        }
    }

    /**
     * A right or full join to an entity keeps rows whatever its condition says, so what is in the trash is left out behind
     * it; and what is in the trash at its other side is no match, for which the condition has to say so.
     */
    @Override
    protected void consumeFromClauseRoot(SqmRoot<?> root) {
        super.consumeFromClauseRoot(root);
        if (View.of(getLoadQueryInfluencers()) == View.LIVE) {
            root.getSqmJoins().forEach(join -> {
                if (join instanceof SqmEntityJoin<?, ?> && keepsUnmatched(join.getSqmJoinType())) {
                    keepOut(
                            getFromClauseIndex().findTableGroup(root.getNavigablePath()),
                            getFromClauseIndex().findTableGroup(join.getNavigablePath()));
                }
            });
        }
    }

    private static boolean keepsUnmatched(SqmJoinType type) {
        return type == SqmJoinType.RIGHT || type == SqmJoinType.FULL;
    }

    private void keepOut(TableGroup root, TableGroup joined) {
        EntityMarker ofRoot = marker(root);
        if (ofRoot != null) {
            root.getTableGroupJoins().stream()
                    .filter(join -> join.getJoinedGroup() == joined)
                    .forEach(join -> join.applyPredicate(ofRoot.live(root)));
            if (additionalRestrictions != null) {
                Junction orAbsent = new Junction(Junction.Nature.DISJUNCTION);
                orAbsent.add(additionalRestrictions);
                orAbsent.add(ofRoot.absent(root));
                additionalRestrictions = orAbsent;
            }
        }
        EntityMarker ofJoined = marker(joined);
        if (ofJoined != null) {
            Junction liveOrAbsent = new Junction(Junction.Nature.DISJUNCTION);
            liveOrAbsent.add(ofJoined.live(joined));
            liveOrAbsent.add(ofJoined.absent(joined));
            additionalRestrictions = Predicate.combinePredicates(additionalRestrictions, liveOrAbsent);
        }
    }

    private static @Nullable EntityMarker marker(TableGroup group) {
        return group.getModelPart() instanceof EntityMappingType entity ? EntityMarker.of(entity) : null;
    }

    @Override
    public Expression visitPluralAttributeSizeFunction(SqmCollectionSize function) {
        return restricted(super.visitPluralAttributeSizeFunction(function));
    }

    @Override
    protected Expression createCorrelatedAggregateSubQuery(
            AbstractSqmSpecificPluralPartPath<?> path, boolean index, String function) {
        return restricted(super.createCorrelatedAggregateSubQuery(path, index, function));
    }

    /** Hibernate's choice is a lateral join that may be shared; a subquery of its own can be restricted. */
    @Override
    protected Expression createLateralJoinExpression(
            AbstractSqmSpecificPluralPartPath<?> path, boolean index, String function) {
        return isRestricted(path)
                ? createCorrelatedAggregateSubQuery(path, index, function)
                : super.createLateralJoinExpression(path, index, function);
    }

    private boolean isRestricted(AbstractSqmSpecificPluralPartPath<?> path) {
        if (!(determineValueMapping(path.getPluralDomainPath()) instanceof PluralAttributeMapping collection)) {
            return false;
        }
        boolean elements = collection.getElementDescriptor() instanceof EntityCollectionPart element
                && EntityMarker.of(element.getAssociatedEntityMappingType()) != null;
        return elements || hasMarkedRows(collection.getCollectionDescriptor());
    }

    private static boolean hasMarkedRows(CollectionPersister collection) {
        return SoftDeleteModel.of(collection.getFactory()).rows(collection.getRole()) != null;
    }

    @Override
    public Predicate visitMemberOfPredicate(SqmMemberOfPredicate predicate) {
        Predicate translated = super.visitMemberOfPredicate(predicate);
        if (translated instanceof ExistsPredicate exists) {
            restricted(exists.getExpression());
        }
        return translated;
    }

    private Expression restricted(Expression subquery) {
        if (subquery instanceof SelectStatement select && select.getQueryPart() instanceof QuerySpec spec) {
            TableGroup rows = spec.getFromClause().getRoots().get(0);
            if (rows.getModelPart() instanceof PluralAttributeMapping collection) {
                collection.applyAuxiliaryRestrictions(
                        rows, spec::applyPredicate, getLoadQueryInfluencers(), getSqlAliasBaseGenerator());
            }
        }
        return subquery;
    }
}
