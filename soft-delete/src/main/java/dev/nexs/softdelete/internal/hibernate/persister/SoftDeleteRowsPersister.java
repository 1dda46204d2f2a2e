package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.internal.hibernate.cache.LiveMembersCache;
import dev.nexs.softdelete.internal.hibernate.model.RowDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.engine.jdbc.mutation.ParameterUsage;
import org.hibernate.mapping.Collection;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.spi.RuntimeModelCreationContext;
import org.hibernate.persister.collection.BasicCollectionPersister;
import org.hibernate.persister.collection.mutation.RowMutationOperations;
import org.hibernate.sql.model.ast.ColumnValueBinding;
import org.hibernate.sql.model.ast.ColumnValueParameterList;
import org.hibernate.sql.model.ast.MutatingTableReference;
import org.hibernate.sql.model.ast.RestrictedTableMutation;
import org.hibernate.sql.model.ast.TableMutation;
import org.hibernate.sql.model.ast.builder.TableInsertBuilderStandard;
import org.hibernate.sql.model.ast.builder.TableUpdateBuilderStandard;
import org.hibernate.sql.model.internal.TableUpdateStandard;
import org.hibernate.sql.model.jdbc.JdbcMutationOperation;
import org.jspecify.annotations.Nullable;

/** The persister of a collection table whose rows are marked instead of deleted. It writes live rows only. */
public final class SoftDeleteRowsPersister extends BasicCollectionPersister {

    /** Called by Hibernate. */
    public SoftDeleteRowsPersister(
            Collection collection, @Nullable CollectionDataAccess cache, RuntimeModelCreationContext context) {
        super(collection, LiveMembersCache.wrap(cache), context);
    }

    private RowDefinition definition() {
        return SoftDeleteModel.of(getFactory()).requiredRows(getRole());
    }

    private ColumnValueBinding live(MutatingTableReference table) {
        return definition().live(table, definition().column(table.getTableName(), getFactory()));
    }

    private ColumnValueBinding trashed(MutatingTableReference table) {
        return definition().trashed(table, definition().column(table.getTableName(), getFactory()));
    }

    @Override
    protected RowMutationOperations buildRowMutationOperations() {
        RowMutationOperations standard = super.buildRowMutationOperations();
        return new RowMutationOperations(
                this,
                standard.hasInsertRow() ? table -> operation(insert(table)) : null,
                standard.getInsertRowValues(),
                standard.hasUpdateRow() ? table -> operation(update(table)) : null,
                standard.getUpdateRowValues(),
                standard.getUpdateRowRestrictions(),
                standard.hasDeleteRow() ? table -> operation(mark(table)) : null,
                standard.getDeleteRowRestrictions(),
                standard.getDeleteAllRowsOperationProducer());
    }

    private JdbcMutationOperation operation(TableMutation<JdbcMutationOperation> mutation) {
        return mutation.createMutationOperation(null, getFactory());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Hibernate's builder of inserts says less than it knows
    private TableMutation<JdbcMutationOperation> insert(MutatingTableReference table) {
        TableInsertBuilderStandard insert = new TableInsertBuilderStandard(this, table, getFactory());
        PluralAttributeMapping attribute = getAttributeMapping();
        attribute.getKeyDescriptor().getKeyPart().forEachSelectable(insert);
        if (attribute.getIdentifierDescriptor() != null) {
            attribute.getIdentifierDescriptor().forEachSelectable(insert);
        } else if (attribute.getIndexDescriptor() != null) {
            attribute.getIndexDescriptor().forEachInsertable(insert);
        }
        attribute.getElementDescriptor().forEachInsertable(insert);
        if (MarkerSql.liveValue(definition().marker()) != null) {
            insert.addValueColumn(live(table));
        }
        return (TableMutation) insert.buildMutation();
    }

    private TableMutation<JdbcMutationOperation> update(MutatingTableReference table) {
        TableUpdateBuilderStandard<JdbcMutationOperation> update = restricted(table);
        getAttributeMapping().getElementDescriptor().forEachUpdatable(update);
        return update.buildMutation();
    }

    private TableMutation<JdbcMutationOperation> mark(MutatingTableReference table) {
        TableUpdateBuilderStandard<JdbcMutationOperation> update = restricted(table);
        update.addValueColumn(trashed(table));
        return update.buildMutation();
    }

    private TableUpdateBuilderStandard<JdbcMutationOperation> restricted(MutatingTableReference table) {
        TableUpdateBuilderStandard<JdbcMutationOperation> update =
                new TableUpdateBuilderStandard<>(this, table, getFactory(), sqlWhereString);
        PluralAttributeMapping attribute = getAttributeMapping();
        if (attribute.getIdentifierDescriptor() != null) {
            update.addKeyRestrictionsLeniently(attribute.getIdentifierDescriptor());
        } else {
            update.addKeyRestrictionsLeniently(attribute.getKeyDescriptor().getKeyPart());
            if (attribute.getIndexDescriptor() != null && !indexContainsFormula) {
                update.addKeyRestrictionsLeniently(attribute.getIndexDescriptor());
            } else {
                update.addKeyRestrictions(attribute.getElementDescriptor());
            }
        }
        update.addNonKeyRestriction(live(table));
        return update;
    }

    /** An outer join takes table and entity together, as in {@link TrashableElementsPersister}. */
    @Override
    public boolean hasWhereRestrictions() {
        return true;
    }

    @Override
    public RestrictedTableMutation<JdbcMutationOperation> generateDeleteAllAst(MutatingTableReference table) {
        int columns = getAttributeMapping().getKeyDescriptor().getJdbcTypeCount();
        List<ColumnValueBinding> keys = new ArrayList<>(columns);
        applyKeyRestrictions(new ColumnValueParameterList(table, ParameterUsage.RESTRICT, columns), keys);
        return new TableUpdateStandard(
                table, this, "soft-delete removal", List.of(trashed(table)), keys, List.of(live(table)));
    }
}
