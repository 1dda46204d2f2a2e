package dev.nexs.softdelete.internal.hibernate.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.EntityType;
import org.hibernate.type.ForeignKeyDirection;

/** A persister of a soft-deletable entity. */
public interface SoftDeletePersister extends EntityPersister {

    /** What the persister knows about the trash. */
    EntityTrash trash();

    /** The persister of an entity class, which must be soft-deletable. */
    static SoftDeletePersister of(SharedSessionContractImplementor session, Class<?> entity) {
        return required(session.getFactory().getMappingMetamodel().getEntityDescriptor(entity));
    }

    /** The persister of an instance, which must be of a soft-deletable entity. */
    static SoftDeletePersister ofInstance(SharedSessionContractImplementor session, Object instance) {
        return required(session.getEntityPersister(null, instance));
    }

    /** The roots of every soft-deletable hierarchy, by name. */
    static List<SoftDeletePersister> roots(SessionFactoryImplementor factory) {
        List<SoftDeletePersister> roots = new ArrayList<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            if (entity instanceof SoftDeletePersister root
                    && entity.getEntityName().equals(entity.getRootEntityName())) {
                roots.add(root);
            }
        });
        roots.sort(Comparator.comparing(EntityPersister::getEntityName));
        return roots;
    }

    /** The same, those first that refer to others; where they refer to each other, by name. */
    static List<SoftDeletePersister> byDependency(SessionFactoryImplementor factory) {
        Set<SoftDeletePersister> ordered = new LinkedHashSet<>();
        List<SoftDeletePersister> roots = roots(factory);
        roots.forEach(root -> visit(root, roots, ordered, new HashSet<>()));
        return List.copyOf(ordered);
    }

    private static void visit(
            SoftDeletePersister root,
            List<SoftDeletePersister> roots,
            Set<SoftDeletePersister> ordered,
            Set<SoftDeletePersister> under) {
        if (!ordered.contains(root) && under.add(root)) {
            roots.stream()
                    .filter(other -> other != root && refers(other, root))
                    .forEach(other -> visit(other, roots, ordered, under));
            ordered.add(root);
        }
    }

    private static boolean refers(SoftDeletePersister from, SoftDeletePersister to) {
        List<EntityMappingType> types = new ArrayList<>(from.getSubMappingTypes());
        types.add(from);
        return types.stream()
                .flatMap(type -> Stream.of(type.getEntityPersister().getPropertyTypes()))
                .anyMatch(type -> type instanceof EntityType toOne
                        && toOne.getForeignKeyDirection() == ForeignKeyDirection.FROM_PARENT
                        && from.getFactory()
                                .getMappingMetamodel()
                                .getEntityDescriptor(toOne.getAssociatedEntityName())
                                .getRootEntityName()
                                .equals(to.getRootEntityName()));
    }

    private static SoftDeletePersister required(EntityPersister persister) {
        if (persister instanceof SoftDeletePersister softDeletable) {
            return softDeletable;
        }
        throw new IllegalArgumentException(persister.getEntityName() + " has no trash: it is not @SoftDeletable, nor is"
                + " a superclass of it. Its rows are deleted for good by session.remove(...).");
    }
}
