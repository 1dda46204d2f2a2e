package dev.nexs.softdelete.internal.hibernate.write;

import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.jdbc.mutation.JdbcValueBindings;
import org.hibernate.engine.jdbc.mutation.ParameterUsage;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.model.ast.builder.TableUpdateBuilderStandard;
import org.jspecify.annotations.Nullable;

/**
 * The state that an entity was loaded with, where {@code @OptimisticLocking(ALL)} or {@code DIRTY} compares it instead of
 * a version. Only what is in the table that has the marker is compared, as that is the row that is written.
 */
final class LoadedState {

    private final EntityPersister persister;
    private final Object[] values;

    private LoadedState(EntityPersister persister, Object[] values) {
        this.persister = persister;
        this.values = values;
    }

    static @Nullable LoadedState of(
            EntityPersister persister, @Nullable Object entity, SharedSessionContractImplementor session) {
        if (entity == null || !persister.optimisticLockStyle().isAllOrDirty()) {
            return null;
        }
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(entity);
        Object[] values = entry == null ? null : entry.getLoadedState();
        return values == null ? null : new LoadedState(persister, values);
    }

    /** Restricts the update to a row that still has this state. */
    void restrict(TableUpdateBuilderStandard<?> update, SharedSessionContractImplementor session) {
        forEach((attribute, value) -> attribute.breakDownJdbcValues(
                value,
                (index, part, column) -> update.getOptimisticLockBindings().consume(index, part, column),
                session));
    }

    /** Sets the parameters of that restriction; it has none for what is null. */
    void bind(JdbcValueBindings bindings, SharedSessionContractImplementor session) {
        String table = persister.getIdentifierTableName();
        forEach((attribute, value) -> attribute.breakDownJdbcValues(
                value,
                (index, part, column) -> {
                    if (part != null) {
                        bindings.bindValue(part, table, column.getSelectionExpression(), ParameterUsage.RESTRICT);
                    }
                },
                session));
    }

    private void forEach(AttributeConsumer consumer) {
        boolean[] compared = persister.getPropertyVersionability();
        for (int i = 0; i < compared.length; i++) {
            AttributeMapping attribute = persister.getAttributeMapping(i);
            if (compared[i]
                    && !attribute.isPluralAttributeMapping()
                    && values[i] != LazyPropertyInitializer.UNFETCHED_PROPERTY
                    && persister.getIdentifierTableName().equals(attribute.getContainingTableExpression())) {
                consumer.accept(attribute, values[i]);
            }
        }
    }

    @FunctionalInterface
    private interface AttributeConsumer {
        void accept(ModelPart attribute, @Nullable Object value);
    }
}
