package dev.nexs.softdelete.internal.hibernate.model;

import dev.nexs.softdelete.TrashedReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.AttributeMappingsList;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * A to-one association of an entity, directly or in an embeddable.
 *
 * @param attributes the way to it; the last one is the association
 */
public record Reference(List<AttributeMapping> attributes) {

    /** Whether the foreign key is on the other side, as with a one-to-one that is mapped by its target. */
    public static boolean isInverse(ToOneAttributeMapping toOne) {
        return toOne.getSideNature() == ForeignKeyDescriptor.Nature.TARGET;
    }

    /** The associations of an entity with this policy. */
    public static List<Reference> of(EntityPersister entity, SoftDeleteModel model, TrashedReference policy) {
        List<Reference> found = new ArrayList<>();
        collect(entity.getAttributeMappings(), List.of(), model, policy, found);
        return List.copyOf(found);
    }

    private static void collect(
            AttributeMappingsList attributes,
            List<AttributeMapping> way,
            SoftDeleteModel model,
            TrashedReference policy,
            List<Reference> found) {
        for (int i = 0; i < attributes.size(); i++) {
            AttributeMapping attribute = attributes.get(i);
            List<AttributeMapping> longer = new ArrayList<>(way);
            longer.add(attribute);
            if (attribute instanceof EmbeddedAttributeMapping embedded) {
                EmbeddableMappingType type = embedded.getEmbeddableTypeDescriptor();
                collect(type.getAttributeMappings(), longer, model, policy, found);
            } else if (attribute instanceof ToOneAttributeMapping
                    && model.policies().get(attribute.getNavigableRole().getFullPath()) == policy) {
                found.add(new Reference(List.copyOf(longer)));
            }
        }
    }

    /** The names of its attributes, with dots between them. */
    public String path() {
        return attributes.stream().map(AttributeMapping::getAttributeName).collect(Collectors.joining("."));
    }

    /** The index of the attribute of the entity. */
    public int index() {
        return attributes.get(0).getStateArrayPosition();
    }

    /** What it refers to, or null if that is nothing, or not loaded yet. */
    public @Nullable Object get(Object owner) {
        Object at = Hibernate.isPropertyInitialized(owner, attributes.get(0).getAttributeName()) ? owner : null;
        for (AttributeMapping attribute : attributes) {
            at = at == null ? null : attribute.getValue(at);
        }
        return at;
    }

    /** The entity that it refers to. */
    public EntityPersister target() {
        return ((ToOneAttributeMapping) attributes.get(attributes.size() - 1))
                .getAssociatedEntityMappingType()
                .getEntityPersister();
    }

    /** The key of what it refers to, or null if that is no entity of the session. */
    public @Nullable EntityKey key(Object target, SharedSessionContractImplementor session) {
        Object id = session.getContextEntityIdentifier(target);
        return id == null ? null : session.generateEntityKey(id, target());
    }
}
