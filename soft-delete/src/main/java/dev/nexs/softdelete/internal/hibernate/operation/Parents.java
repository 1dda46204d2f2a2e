package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.model.Reference;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.CascadeStyle;
import org.hibernate.engine.spi.CascadingActions;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.collection.AbstractCollectionPersister;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** The owner of an entity: the target of a to-one that cascades its own removal back through an inverse association. */
public final class Parents {

    private Parents() {}

    /** A parent of this managed entity that is in the trash, or null. */
    public static @Nullable EntityKey trashedParent(Object entity, SharedSessionContractImplementor session) {
        EntityPersister persister = session.getEntityPersister(null, entity);
        Type[] types = persister.getPropertyTypes();
        for (int i = 0; i < types.length; i++) {
            Object value = leadsToOne(types[i]) ? persister.getValue(entity, i) : null;
            EntityPersister target = value == null ? null : target(types[i], value, session);
            if (value != null
                    && target instanceof SoftDeletePersister
                    && owns(target, persister, persister.getPropertyNames()[i])) {
                EntityKey key = trashed(value, target, session);
                if (key != null) {
                    return key;
                }
            }
        }
        return null;
    }

    /** The associations of an entity and its subclasses that lead to an owner; a polymorphic one has no entity. */
    public static List<Owning> of(EntityPersister child) {
        List<Owning> found = new ArrayList<>();
        Set<EntityMappingType> types = new LinkedHashSet<>();
        types.add(child);
        types.addAll(child.getSubMappingTypes());
        for (EntityMappingType mapped : types) {
            EntityPersister persister = mapped.getEntityPersister();
            for (int i = 0; i < persister.getPropertyTypes().length; i++) {
                Type type = persister.getPropertyTypes()[i];
                String name = persister.getPropertyNames()[i];
                EntityPersister target = type instanceof EntityType toOne
                        ? child.getFactory().getMappingMetamodel().getEntityDescriptor(toOne.getAssociatedEntityName())
                        : null;
                boolean owns = target instanceof SoftDeletePersister && owns(target, persister, name);
                boolean known = found.stream().anyMatch(owning -> owning.attribute.equals(name));
                if ((owns || type.isAnyType()) && !known) {
                    found.add(new Owning(persister, name, target));
                }
            }
        }
        return found;
    }

    /**
     * An association that leads to an owner.
     *
     * @param child the class that has it
     * @param attribute its name
     * @param parent the owner, or null if it may be of several hierarchies
     */
    public record Owning(
            EntityPersister child,
            String attribute,
            @Nullable EntityPersister parent) {

        /** What it connects with some children, in the view of the session. */
        public List<Cascade.Link> follow(SharedSessionContractImplementor session, List<?> children) {
            return Cascade.links(session, child, attribute, children, "o");
        }
    }

    private static boolean leadsToOne(Type type) {
        return type instanceof EntityType || type.isAnyType();
    }

    private static EntityPersister target(Type type, Object value, SharedSessionContractImplementor session) {
        String name =
                type instanceof EntityType toOne ? toOne.getAssociatedEntityName() : session.bestGuessEntityName(value);
        return session.getFactory().getMappingMetamodel().getEntityDescriptor(name);
    }

    private static @Nullable EntityKey trashed(
            Object parent, EntityPersister target, SharedSessionContractImplementor session) {
        Hibernate.initialize(parent);
        EntityKey key = session.generateEntityKey(session.getContextEntityIdentifier(parent), target);
        return SessionTrash.of(session).isTrashed(key) ? key : null;
    }

    private static boolean owns(EntityPersister parent, EntityPersister child, String attribute) {
        CascadeStyle[] styles = parent.getPropertyCascadeStyles();
        for (int i = 0; i < styles.length; i++) {
            boolean removing = styles[i].doCascade(CascadingActions.REMOVE) || styles[i].hasOrphanDelete();
            if (removing && isMappedBy(parent, i, child, attribute)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMappedBy(EntityPersister parent, int index, EntityPersister child, String attribute) {
        var mapping = parent.getAttributeMappings().get(index);
        if (mapping instanceof PluralAttributeMapping plural) {
            CollectionPersister members = plural.getCollectionDescriptor();
            EntityPersister element = members.getElementPersister();
            return element != null
                    && isSameHierarchy(element, child)
                    && (attribute.equals(members.getMappedByProperty()) || isKey(members, child, attribute));
        }
        return mapping instanceof ToOneAttributeMapping toOne
                && Reference.isInverse(toOne)
                && isSameHierarchy(toOne.getAssociatedEntityMappingType().getEntityPersister(), child);
    }

    /** The inverse of a polymorphic reference names no attribute, but its key is a column of the reference. */
    private static boolean isKey(CollectionPersister members, EntityPersister child, String attribute) {
        return members instanceof AbstractCollectionPersister keyed
                && child instanceof AbstractEntityPersister columns
                && List.of(columns.getPropertyColumnNames(attribute)).containsAll(List.of(keyed.getKeyColumnNames()));
    }

    private static boolean isSameHierarchy(EntityPersister one, EntityPersister other) {
        return one.getRootEntityName().equals(other.getRootEntityName());
    }
}
