package dev.nexs.types.internal.hibernate.partial;

import dev.nexs.types.internal.path.DocumentChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.values.GeneratedValues;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;
import org.hibernate.sql.model.MutationOperationGroup;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the update of an entity that Hibernate's action queue has come to: the members of its documents that
 * changed by a statement of their own, and what else changed as before. So an update by paths has its place in the order
 * of the flush, its batch, its events and its statistics like any other.
 */
final class PathUpdateCoordinator implements UpdateCoordinator {

    private final EntityPersister persister;
    private final UpdateCoordinator standard;
    private volatile @Nullable List<PartialAttribute> attributes;

    PathUpdateCoordinator(EntityPersister persister, UpdateCoordinator standard) {
        this.persister = persister;
        this.standard = standard;
    }

    @Override
    public @Nullable GeneratedValues update(
            Object entity,
            Object id,
            @Nullable Object rowId,
            Object[] values,
            @Nullable Object oldVersion,
            Object @Nullable [] oldValues,
            int @Nullable [] dirty,
            boolean hasDirtyCollection,
            SharedSessionContractImplementor session) {
        int[] left = dirty;
        if (dirty != null && oldValues != null) {
            List<Integer> settled = new ArrayList<>();
            Map<PartialAttribute, DocumentChange.Paths> changes = changes(values, oldValues, dirty, settled);
            PathStatement.of(persister, changes)
                    .forEach(statement -> statement.execute(entity, id, oldValues, session));
            left = Arrays.stream(dirty)
                    .filter(index -> !settled.contains(index))
                    .toArray();
            if (!settled.isEmpty() && left.length == 0 && !hasDirtyCollection && !generatesWithUpdates()) {
                return null;
            }
        }
        return standard.update(entity, id, rowId, values, oldVersion, oldValues, left, hasDirtyCollection, session);
    }

    private boolean generatesWithUpdates() {
        return persister.hasPreUpdateGeneratedProperties() || persister.hasUpdateGeneratedProperties();
    }

    /** What is to be sent by paths; {@code settled} are the attributes that need nothing else. */
    private Map<PartialAttribute, DocumentChange.Paths> changes(
            @Nullable Object[] values, @Nullable Object[] oldValues, int[] dirty, List<Integer> settled) {
        Map<PartialAttribute, DocumentChange.Paths> changes = new LinkedHashMap<>();
        for (PartialAttribute attribute : attributes()) {
            int index = attribute.index();
            Object before = oldValues[index];
            Object after = values[index];
            boolean isDirty = Arrays.stream(dirty).anyMatch(each -> each == index);
            if (isDirty && isKnown(before) && isKnown(after)) {
                DocumentChange change = attribute.finder().change(before, after);
                if (change instanceof DocumentChange.Paths paths) {
                    attribute.type().check(after);
                    changes.put(attribute, paths);
                }
                if (!(change instanceof DocumentChange.Whole)) {
                    settled.add(index);
                }
            }
        }
        return changes;
    }

    private static boolean isKnown(@Nullable Object value) {
        return value != null && value != LazyPropertyInitializer.UNFETCHED_PROPERTY;
    }

    /** Not before the first update: while the coordinator is made the attributes are not there yet. */
    private List<PartialAttribute> attributes() {
        List<PartialAttribute> found = attributes;
        if (found == null) {
            found = PartialAttribute.of(persister);
            attributes = found;
        }
        return found;
    }

    @Override
    public void forceVersionIncrement(
            Object id, Object currentVersion, Object nextVersion, SharedSessionContractImplementor session) {
        standard.forceVersionIncrement(id, currentVersion, nextVersion, session);
    }

    @Override
    public void forceVersionIncrement(
            Object id,
            Object currentVersion,
            Object nextVersion,
            boolean batching,
            SharedSessionContractImplementor session) {
        standard.forceVersionIncrement(id, currentVersion, nextVersion, batching, session);
    }

    @Override
    public MutationOperationGroup getStaticMutationOperationGroup() {
        return standard.getStaticMutationOperationGroup();
    }
}
