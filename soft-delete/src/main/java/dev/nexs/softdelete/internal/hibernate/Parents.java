package dev.nexs.softdelete.internal.hibernate;

import org.hibernate.Hibernate;
import org.hibernate.engine.spi.CascadeStyle;
import org.hibernate.engine.spi.CascadingActions;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
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
            if (types[i] instanceof EntityType type && persister.getValue(entity, i) != null) {
                EntityPersister target =
                        session.getFactory().getMappingMetamodel().getEntityDescriptor(type.getAssociatedEntityName());
                if (target instanceof SoftDeletePersister
                        && owns(target, persister, persister.getPropertyNames()[i])) {
                    EntityKey key = trashed(persister.getValue(entity, i), target, session);
                    if (key != null) {
                        return key;
                    }
                }
            }
        }
        return null;
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
            EntityPersister element = plural.getCollectionDescriptor().getElementPersister();
            return element != null
                    && isSameHierarchy(element, child)
                    && attribute.equals(plural.getCollectionDescriptor().getMappedByProperty());
        }
        return mapping instanceof ToOneAttributeMapping toOne
                && ToOnes.isInverse(toOne)
                && isSameHierarchy(toOne.getAssociatedEntityMappingType().getEntityPersister(), child);
    }

    private static boolean isSameHierarchy(EntityPersister one, EntityPersister other) {
        return one.getRootEntityName().equals(other.getRootEntityName());
    }
}
