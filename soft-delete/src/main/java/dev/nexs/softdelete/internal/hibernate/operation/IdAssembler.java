package dev.nexs.softdelete.internal.hibernate.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.CompositeIdentifierMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.TableDetails;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Builds the id of an entity from the key columns of its row, without loading the entity. */
final class IdAssembler {

    private final EntityPersister persister;
    private final List<? extends TableDetails.KeyColumn> columns;
    private final SharedSessionContractImplementor session;

    IdAssembler(EntityPersister persister, SharedSessionContractImplementor session) {
        this.persister = persister;
        this.columns = persister.getIdentifierTableMapping().getKeyMapping().getKeyColumns();
        this.session = session;
    }

    /** The id in the current row, whose first columns are the key. */
    Object id(ResultSet row) throws SQLException {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            JdbcMapping mapping = columns.get(i).getJdbcMapping();
            Object value = mapping.getJdbcValueExtractor().extract(row, i + 1, session);
            values.put(columns.get(i).getColumnName(), mapping.convertToDomainValue(value));
        }
        EntityIdentifierMapping identifier = persister.getIdentifierMapping();
        return identifier instanceof CompositeIdentifierMapping composite
                ? embeddable(composite.getMappedIdEmbeddableTypeDescriptor(), values)
                : values.values().iterator().next();
    }

    private Object embeddable(EmbeddableMappingType type, Map<String, Object> values) {
        @Nullable Object[] attributes = new Object[type.getNumberOfAttributeMappings()];
        for (int i = 0; i < attributes.length; i++) {
            attributes[i] = attribute(type.getAttributeMapping(i), values);
        }
        return type.getRepresentationStrategy().getInstantiator().instantiate(() -> attributes);
    }

    private @Nullable Object attribute(AttributeMapping attribute, Map<String, Object> values) {
        if (attribute instanceof EmbeddedAttributeMapping embedded) {
            return embeddable(embedded.getEmbeddableTypeDescriptor(), values);
        } else if (attribute instanceof ToOneAttributeMapping toOne) {
            return reference(toOne, values);
        }
        return values.get(((SelectableMapping) attribute).getSelectionExpression());
    }

    /** An embedded id may refer to an entity, which is part of the id by its own key. */
    private Object reference(ToOneAttributeMapping toOne, Map<String, Object> values) {
        if (toOne.getForeignKeyDescriptor().getJdbcTypeCount() > 1) {
            throw new IllegalArgumentException(persister.getEntityName() + " cannot be purged: its id refers to "
                    + toOne.getAssociatedEntityMappingType().getEntityName() + ", whose own key has several columns."
                    + " Use trash.forceDeleteAll(...) under a restriction.");
        }
        Object key = values.get(
                toOne.getForeignKeyDescriptor().getKeyPart().getSelectable(0).getSelectionExpression());
        return session.internalLoad(toOne.getAssociatedEntityMappingType().getEntityName(), key, false, false);
    }
}
