package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.AlreadyTrashedException;
import dev.nexs.softdelete.TrashChange;
import dev.nexs.softdelete.TrashEvent;
import dev.nexs.softdelete.TrashListener;
import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.EntityMarker;
import dev.nexs.softdelete.internal.hibernate.model.MarkerColumn;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.TrashCallbacks;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.VersionSql;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.StaleObjectStateException;
import org.hibernate.StatelessSession;
import org.hibernate.engine.internal.Versioning;
import org.hibernate.engine.jdbc.batch.internal.BasicBatchKey;
import org.hibernate.engine.jdbc.batch.spi.BatchKey;
import org.hibernate.engine.jdbc.mutation.JdbcValueBindings;
import org.hibernate.engine.jdbc.mutation.MutationExecutor;
import org.hibernate.engine.jdbc.mutation.ParameterUsage;
import org.hibernate.engine.jdbc.mutation.internal.ModelMutationHelper;
import org.hibernate.engine.jdbc.mutation.spi.BatchKeyAccess;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityVersionMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.AbstractMutationCoordinator;
import org.hibernate.persister.entity.mutation.DeleteCoordinator;
import org.hibernate.persister.entity.mutation.DeleteCoordinatorStandard;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.model.MutationOperation;
import org.hibernate.sql.model.MutationOperationGroup;
import org.hibernate.sql.model.MutationType;
import org.hibernate.sql.model.ast.ColumnValueBinding;
import org.hibernate.sql.model.ast.ColumnWriteFragment;
import org.hibernate.sql.model.ast.builder.TableUpdateBuilderStandard;
import org.hibernate.sql.model.internal.MutationGroupSingle;
import org.hibernate.sql.model.internal.MutationOperationGroupFactory;
import org.jspecify.annotations.Nullable;

/**
 * Deletes an entity by marking its row: one update of the table that has the marker, which also bumps the version and
 * stamps the deletion's id. The row must still be live, so nothing is ever marked twice. Takes part in JDBC batching.
 */
final class MarkingDeleteCoordinator extends AbstractMutationCoordinator implements DeleteCoordinator {

    private final BasicBatchKey batchKey;
    private final BasicBatchKey uncheckedBatchKey;
    private final DeleteCoordinator physical;
    private @Nullable MutationOperationGroup checked;
    private @Nullable MutationOperationGroup unchecked;

    MarkingDeleteCoordinator(EntityPersister persister) {
        super(persister, persister.getFactory());
        this.batchKey = new BasicBatchKey(persister.getEntityName() + "#TRASH");
        this.uncheckedBatchKey = new BasicBatchKey(persister.getEntityName() + "#TRASH_UNCHECKED");
        this.physical = new DeleteCoordinatorStandard(persister, persister.getFactory());
    }

    @Override
    protected BatchKey getBatchKey() {
        return batchKey;
    }

    @Override
    public MutationOperationGroup getStaticMutationOperationGroup() {
        return group(true);
    }

    @Override
    public void delete(
            @Nullable Object entity, Object id, @Nullable Object version, SharedSessionContractImplementor session) {
        SessionTrash trash = SessionTrash.of(session);
        EntityKey key = session.generateEntityKey(id, entityPersister());
        TrashCallbacks callbacks = SoftDeleteModel.of(factory()).callbacks();
        if (trash.physical()) {
            TrashEvent event = new TrashEvent(entityPersister().getEntityName(), id, entity, deletionOf(trash, key));
            callbacks.fire(TrashListener::beforeForceDelete, event);
            deletePhysically(entity, id, version, session);
            callbacks.fire(TrashListener::afterForceDelete, event);
        } else {
            if (session instanceof StatelessSession) {
                RemovalRules.refuse(entityPersister(), "a stateless session");
            }
            if (trash.isTrashed(key)) {
                throw new AlreadyTrashedException(key.getEntityName(), id);
            }
            SessionTrash.Removal removal = trash.takeDeletion(key);
            UUID deletion = removal.deletion();
            TrashEvent event = new TrashEvent(entityPersister().getEntityName(), id, entity, deletion);
            callbacks.fire(TrashListener::beforeTrash, event);
            mark(entity, id, version, removal, callbacks.currentUser(), session);
            if (session instanceof StatelessSession) {
                trash.forget(key);
            } else {
                trash.marked(key);
            }
            callbacks.fire(TrashListener::afterTrash, event);
            callbacks
                    .commits()
                    .note(session, TrashChange.Kind.TRASHED, entityPersister().getEntityName(), id, 1);
        }
    }

    @SuppressWarnings("NullAway") // Hibernate passes null for an entity that was never loaded
    private void deletePhysically(
            @Nullable Object entity, Object id, @Nullable Object version, SharedSessionContractImplementor session) {
        physical.delete(entity, id, version, session);
    }

    private static @Nullable UUID deletionOf(SessionTrash trash, EntityKey key) {
        SessionTrash.Trashed trashed = trash.trashed(key);
        return trashed == null ? null : trashed.deletion();
    }

    private void mark(
            @Nullable Object entity,
            Object id,
            @Nullable Object version,
            SessionTrash.Removal removal,
            @Nullable String user,
            SharedSessionContractImplementor session) {
        boolean check = entity != null && version != null && entityPersister().isVersioned();
        LoadedState loaded = LoadedState.of(entityPersister(), entity, session);
        MutationOperationGroup group =
                loaded == null ? group(check) : build(check, update -> loaded.restrict(update, session));
        MutationExecutor executor = mutationExecutorService.createExecutor(batch(check, session), group, session);
        try {
            EntityTableMapping table = entityPersister().getIdentifierTableMapping();
            executor.getPreparedStatementDetails(table.getTableName());
            JdbcValueBindings bindings = executor.getJdbcValueBindings();
            if (check && entity != null && version != null) {
                bindVersion(entity, version, bindings, session);
            }
            if (loaded != null) {
                loaded.bind(bindings, session);
            }
            bind(bindings, definition().batchColumn(), removal.deletion());
            bind(bindings, definition().deletedByColumn(), user);
            bind(bindings, definition().reasonColumn(), removal.reason());
            breakDownKeyJdbcValues(id, null, session, bindings, table);
            executor.execute(
                    entity,
                    null,
                    null,
                    (details, rows, position) -> ModelMutationHelper.identifiedResultsCheck(
                            details, rows, position, entityPersister(), id, factory()),
                    session,
                    stale -> new StaleObjectStateException(entityPersister().getEntityName(), id, stale));
        } finally {
            executor.release();
        }
    }

    /** Statements of different texts must not meet in one batch. */
    private BatchKeyAccess batch(boolean check, SharedSessionContractImplementor session) {
        BatchKeyAccess access = resolveBatchKeyAccess(false, session);
        return check || access.getBatchKey() == null ? access : () -> uncheckedBatchKey;
    }

    private void bindVersion(
            Object entity, Object version, JdbcValueBindings bindings, SharedSessionContractImplementor session) {
        EntityVersionMapping mapping = entityPersister().getVersionMapping();
        Object next = Versioning.increment(version, mapping, session);
        String table = entityPersister().physicalTableNameForMutation(mapping);
        bindings.bindValue(version, table, mapping.getSelectionExpression(), ParameterUsage.RESTRICT);
        bindings.bindValue(next, table, mapping.getSelectionExpression(), ParameterUsage.SET);
        entityPersister().setValue(entity, entityPersister().getVersionPropertyIndex(), next);
    }

    private void bind(JdbcValueBindings bindings, @Nullable String column, @Nullable Object value) {
        if (column != null) {
            bindings.bindValue(value, entityPersister().getIdentifierTableName(), column, ParameterUsage.SET);
        }
    }

    private EntityDefinition definition() {
        return ((SoftDeletePersister) entityPersister()).trash().marker().definition();
    }

    private MutationOperationGroup group(boolean check) {
        MutationOperationGroup group = check ? checked : unchecked;
        if (group == null) {
            group = build(check, update -> {});
            if (check) {
                checked = group;
            } else {
                unchecked = group;
            }
        }
        return group;
    }

    private MutationOperationGroup build(boolean check, Consumer<TableUpdateBuilderStandard<?>> restriction) {
        EntityPersister persister = entityPersister();
        EntityTableMapping table = persister.getIdentifierTableMapping();
        TableUpdateBuilderStandard<MutationOperation> update =
                new TableUpdateBuilderStandard<>(persister, table, factory());
        applyKeyRestriction(null, persister, update, table);
        EntityMarker marker = ((SoftDeletePersister) persister).trash().marker();
        MarkerColumn column = marker.column(table.getTableName());
        ColumnReference reference = new ColumnReference(update.getMutatingTable(), column);
        update.addValueColumn(new ColumnValueBinding(
                reference,
                new ColumnWriteFragment(MarkerSql.trashedValue(definition().marker()), List.of(), column)));
        update.addNonKeyRestriction(new ColumnValueBinding(
                reference,
                new ColumnWriteFragment(MarkerSql.liveValue(definition().marker()), List.of(), column)));
        addVersion(update, check);
        restriction.accept(update);
        MarkerColumn batch = marker.batchColumn(table.getTableName());
        if (batch != null) {
            update.addValueColumn(batch);
        }
        for (MarkerColumn text : marker.textColumns(table.getTableName(), factory())) {
            update.addValueColumn(text);
        }
        var mutation = update.buildMutation();
        return MutationOperationGroupFactory.singleOperation(
                new MutationGroupSingle(MutationType.DELETE, persister, mutation),
                mutation.createMutationOperation(null, factory()));
    }

    /** Without a version to compare with, as for a proxy that was never loaded, the server increments it. */
    private void addVersion(TableUpdateBuilderStandard<MutationOperation> update, boolean check) {
        EntityVersionMapping version = entityPersister().getVersionMapping();
        if (version == null || !entityPersister().isVersioned()) {
            return;
        } else if (check) {
            update.addOptimisticLockRestriction(version);
            update.addValueColumn(version);
        } else {
            update.addValueColumn(VersionSql.next(version), version);
        }
    }
}
