package dev.nexs.softdelete.internal.hibernate;

import dev.nexs.softdelete.Marker;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.mapping.Collection;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.metamodel.mapping.internal.SoftDeleteMappingImpl;
import org.hibernate.sql.ast.spi.SqlAliasBaseGenerator;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.from.TableGroup;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.model.ast.ColumnValueBinding;
import org.hibernate.sql.model.ast.ColumnWriteFragment;

/** The restriction of a collection table. Hibernate's own serves here, once the view is consulted. */
final class RowMarker extends SoftDeleteMappingImpl {

    private final Marker marker;

    RowMarker(
            PluralAttributeMapping attribute,
            Collection collection,
            Marker marker,
            MappingModelCreationProcess process) {
        super(attribute, collection, attribute.getSeparateCollectionTable(), process);
        this.marker = marker;
    }

    @Override
    public ColumnValueBinding createDeletedValueBinding(ColumnReference column) {
        return new ColumnValueBinding(column, new ColumnWriteFragment(MarkerSql.trashedValue(marker), List.of(), this));
    }

    @Override
    public void applyPredicate(
            PluralAttributeMapping collection,
            Consumer<Predicate> collector,
            TableGroup tableGroup,
            SqlAliasBaseGenerator aliases,
            LoadQueryInfluencers influencers) {
        if (View.of(influencers) == View.LIVE) {
            super.applyPredicate(collection, collector, tableGroup, aliases, influencers);
        }
    }

    @Override
    public boolean isAffectedByInfluencers(LoadQueryInfluencers influencers) {
        return View.of(influencers) != View.LIVE;
    }
}
