package dev.nexs.softdelete.internal.hibernate.model;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.metamodel.mapping.AuxiliaryMapping;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.spi.NavigablePath;
import org.hibernate.sql.ast.spi.SqlAliasBaseGenerator;
import org.hibernate.sql.ast.spi.SqlAstCreationState;
import org.hibernate.sql.ast.tree.from.LazyTableGroup;
import org.hibernate.sql.ast.tree.from.NamedTableReference;
import org.hibernate.sql.ast.tree.from.TableGroup;
import org.hibernate.sql.ast.tree.from.TableGroupJoin;
import org.hibernate.sql.ast.tree.predicate.Predicate;

/**
 * The restriction of a collection table. It is deliberately no {@code SoftDeleteMapping}: Hibernate makes every join to
 * such a collection an outer one, which then counts and returns what is in the trash.
 */
public final class RowMarker implements AuxiliaryMapping {

    private final RowDefinition definition;
    private final MarkerColumn column;

    /** For the rows of one collection. */
    public RowMarker(RowDefinition definition, MarkerColumn column) {
        this.definition = definition;
        this.column = column;
    }

    @Override
    public void applyPredicate(
            PluralAttributeMapping collection,
            Consumer<Predicate> collector,
            TableGroup tableGroup,
            SqlAliasBaseGenerator aliases,
            LoadQueryInfluencers influencers) {
        if (View.of(influencers) == View.LIVE) {
            collector.accept(EntityMarker.restriction(
                    tableGroup.resolveTableReference(getTableName()), column, definition.marker(), false));
        }
    }

    @Override
    public boolean isAffectedByInfluencers(LoadQueryInfluencers influencers) {
        return View.of(influencers) != View.LIVE;
    }

    @Override
    public boolean useAuxiliaryTable(LoadQueryInfluencers influencers) {
        return false;
    }

    @Override
    public String getTableName() {
        return column.getContainingTableExpression();
    }

    @Override
    public JdbcMapping getJdbcMapping() {
        return column.getJdbcMapping();
    }

    // What follows is asked of the mapping of an entity only.

    @Override
    public void applyPredicate(
            Supplier<Consumer<Predicate>> collector,
            SqlAstCreationState state,
            TableGroup tableGroup,
            NamedTableReference rootTable,
            EntityMappingType entity) {}

    @Override
    public void applyPredicate(
            EntityMappingType entity,
            Consumer<Predicate> collector,
            LazyTableGroup tableGroup,
            NavigablePath path,
            SqlAstCreationState state) {}

    @Override
    public void applyPredicate(
            EntityMappingType entity,
            Consumer<Predicate> collector,
            TableGroup tableGroup,
            SqlAliasBaseGenerator aliases,
            LoadQueryInfluencers influencers) {}

    @SuppressWarnings("MissingOverride")
    public void applyPredicate(TableGroupJoin join, SqlAliasBaseGenerator aliases, LoadQueryInfluencers influencers) {}

    @SuppressWarnings({"MissingOverride", "deprecation"})
    public void applyPredicate(TableGroupJoin join, LoadQueryInfluencers influencers) {}
}
