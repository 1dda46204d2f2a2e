package dev.nexs.softdelete.internal.hibernate.model;

import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.AuxiliaryMapping;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.query.sqm.sql.SqmToSqlAstConverter;
import org.hibernate.spi.NavigablePath;
import org.hibernate.spi.TreatedNavigablePath;
import org.hibernate.sql.ast.spi.SqlAliasBaseGenerator;
import org.hibernate.sql.ast.spi.SqlAstCreationState;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.expression.JdbcLiteral;
import org.hibernate.sql.ast.tree.from.LazyTableGroup;
import org.hibernate.sql.ast.tree.from.NamedTableReference;
import org.hibernate.sql.ast.tree.from.TableGroup;
import org.hibernate.sql.ast.tree.from.TableGroupJoin;
import org.hibernate.sql.ast.tree.from.TableReference;
import org.hibernate.sql.ast.tree.predicate.ComparisonPredicate;
import org.hibernate.sql.ast.tree.predicate.NullnessPredicate;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.model.ast.ColumnValueBinding;
import org.hibernate.sql.model.ast.ColumnWriteFragment;
import org.hibernate.sql.model.ast.builder.MutationGroupBuilder;
import org.hibernate.sql.model.ast.builder.TableInsertBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The restriction of one entity hierarchy. It is deliberately no {@code SoftDeleteMapping}: Hibernate treats a to-one to
 * such an entity specially (no laziness, a forced join, a foreign key that is lost), and to this one like to any other.
 */
public final class EntityMarker implements AuxiliaryMapping {

    private final EntityDefinition definition;
    private final EntityPersister root;
    private final JdbcMapping markerMapping;
    private final @Nullable JdbcMapping batchMapping;
    private final Map<String, TrashedReference> policies;

    /** For one hierarchy, with the policies of all to-one associations that are not SHOW. */
    public EntityMarker(
            EntityDefinition definition,
            EntityPersister root,
            JdbcMapping markerMapping,
            @Nullable JdbcMapping batchMapping,
            Map<String, TrashedReference> policies) {
        this.definition = definition;
        this.root = root;
        this.markerMapping = markerMapping;
        this.batchMapping = batchMapping;
        this.policies = policies;
    }

    /** The restriction of an entity, or null if its rows are deleted for good. */
    public static @Nullable EntityMarker of(EntityMappingType entity) {
        return entity.getAuxiliaryMapping() instanceof EntityMarker marker ? marker : null;
    }

    /** What the hierarchy declares. */
    public EntityDefinition definition() {
        return definition;
    }

    /** The marker column, in one of the tables that have it. */
    public MarkerColumn column(String table) {
        return new MarkerColumn(table, definition.column(), markerMapping);
    }

    /** The column of the deletion's id, or null if there is none. */
    public @Nullable MarkerColumn batchColumn(String table) {
        return definition.batchColumn() == null || batchMapping == null
                ? null
                : new MarkerColumn(table, definition.batchColumn(), batchMapping);
    }

    /** The columns that say who and why, as far as there are any. */
    public List<MarkerColumn> textColumns(String table, SessionFactoryImplementor factory) {
        return Stream.of(definition.deletedByColumn(), definition.reasonColumn())
                .filter(Objects::nonNull)
                .map(column -> new MarkerColumn(
                        table, column, factory.getTypeConfiguration().getBasicTypeForJavaType(String.class)))
                .toList();
    }

    /** That a row is live, in a query that has its tables. */
    public Predicate live(TableGroup group) {
        return restriction(markerTable(group), false);
    }

    /** That there is no row at all, as beside an unmatched one of an outer join. */
    public Predicate absent(TableGroup group) {
        ColumnReference marker = new ColumnReference(markerTable(group), column(getTableName()));
        ColumnReference key = new ColumnReference(
                markerTable(group), root.getIdentifierMapping().getSelectable(0));
        return new NullnessPredicate(definition.marker() == Marker.BOOLEAN ? marker : key, false, markerMapping);
    }

    private TableReference markerTable(TableGroup group) {
        return group.resolveTableReference(markerTable((EntityMappingType) group.getModelPart()));
    }

    private Predicate restriction(TableReference table, boolean trashed) {
        return restriction(table, column(getTableName()), definition.marker(), trashed);
    }

    static Predicate restriction(TableReference table, MarkerColumn column, Marker marker, boolean trashed) {
        ColumnReference reference = new ColumnReference(table, column);
        JdbcMapping mapping = column.getJdbcMapping();
        return marker == Marker.BOOLEAN
                ? new ComparisonPredicate(reference, ComparisonOperator.EQUAL, new JdbcLiteral<>(trashed, mapping))
                : new NullnessPredicate(reference, trashed, mapping);
    }

    @Override
    public String getTableName() {
        return root.getIdentifierTableName();
    }

    private static String markerTable(EntityMappingType entity) {
        return entity.getEntityPersister().getIdentifierTableName();
    }

    @Override
    public void addToInsertGroup(MutationGroupBuilder insertGroup, EntityPersister persister) {
        String live = MarkerSql.liveValue(definition.marker());
        if (live != null) {
            String table = persister.getIdentifierTableName();
            TableInsertBuilder insert = insertGroup.getTableDetailsBuilder(table);
            MarkerColumn column = column(table);
            insert.addValueColumn(new ColumnValueBinding(
                    new ColumnReference(insert.getMutatingTable(), column), new ColumnWriteFragment(live, column)));
        }
    }

    /** The root of a query, or of a load by id. A reference that is being resolved shows its target in any state. */
    @Override
    public void applyPredicate(
            Supplier<Consumer<Predicate>> collector,
            SqlAstCreationState state,
            TableGroup tableGroup,
            NamedTableReference rootTable,
            EntityMappingType entity) {
        LoadQueryInfluencers influencers = state.getLoadQueryInfluencers();
        View view = View.of(influencers);
        boolean reference = influencers.hasEnabledFetchProfiles()
                && influencers.isFetchProfileEnabled(View.BY_REFERENCE)
                && !(state instanceof SqmToSqlAstConverter);
        if (view != View.ALL && !reference && !isTargetOfAny(tableGroup)) {
            TableReference table = tableGroup.resolveTableReference(markerTable(entity));
            collector.get().accept(restriction(table, view == View.TRASHED));
        }
    }

    /**
     * A reference to one of several entities is joined to each of them as if each were a root, and then as if it were the
     * element of a collection. It is a reference, and shows its target in any state.
     */
    private static boolean isTargetOfAny(TableGroup group) {
        return group.getNavigablePath() instanceof TreatedNavigablePath path
                && path.getParent() != null
                && path.getParent().getParent() != null;
    }

    /** A join over a to-one. Hidden are the targets of HIDE, and what merely points here: an inverse one-to-one. */
    @Override
    public void applyPredicate(
            EntityMappingType entity,
            Consumer<Predicate> collector,
            LazyTableGroup tableGroup,
            NavigablePath path,
            SqlAstCreationState state) {
        if (View.of(state.getLoadQueryInfluencers()) == View.LIVE
                && tableGroup.getModelPart() instanceof ToOneAttributeMapping toOne
                && hides(toOne)) {
            collector.accept(restriction(tableGroup.resolveTableReference(path, markerTable(entity)), false));
        }
    }

    private boolean hides(ToOneAttributeMapping toOne) {
        return Reference.isInverse(toOne)
                || policies.get(toOne.getNavigableRole().getFullPath()) == TrashedReference.HIDE;
    }

    /** The elements of a collection. */
    @Override
    public void applyPredicate(
            EntityMappingType entity,
            Consumer<Predicate> collector,
            TableGroup tableGroup,
            SqlAliasBaseGenerator aliases,
            LoadQueryInfluencers influencers) {
        if (View.of(influencers) == View.LIVE && !isTargetOfAny(tableGroup)) {
            collector.accept(restriction(tableGroup.resolveTableReference(markerTable(entity)), false));
        }
    }

    @Override
    public void applyPredicate(
            PluralAttributeMapping collection,
            Consumer<Predicate> collector,
            TableGroup tableGroup,
            SqlAliasBaseGenerator aliases,
            LoadQueryInfluencers influencers) {
        // An entity's marker says nothing about the rows of a collection table.
    }

    /** An explicit join to the entity in a query, as newer versions of Hibernate 7.4 ask. */
    @SuppressWarnings("MissingOverride")
    public void applyPredicate(TableGroupJoin join, SqlAliasBaseGenerator aliases, LoadQueryInfluencers influencers) {
        applyPredicate(join, influencers);
    }

    /** The same, as 7.4.5 and 7.4.6 ask. */
    @SuppressWarnings({"MissingOverride", "deprecation"})
    public void applyPredicate(TableGroupJoin join, LoadQueryInfluencers influencers) {
        if (View.of(influencers) == View.LIVE && join.getJoinedGroup().getModelPart() instanceof EntityMappingType e) {
            join.applyPredicate(restriction(join.getJoinedGroup().resolveTableReference(markerTable(e)), false));
        }
    }

    @Override
    public JdbcMapping getJdbcMapping() {
        return markerMapping;
    }

    @Override
    public boolean useAuxiliaryTable(LoadQueryInfluencers influencers) {
        return false;
    }

    @Override
    public boolean isAffectedByInfluencers(LoadQueryInfluencers influencers) {
        return View.of(influencers) != View.LIVE;
    }
}
