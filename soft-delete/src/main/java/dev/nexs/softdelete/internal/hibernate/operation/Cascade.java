package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.RemovalRule;
import dev.nexs.softdelete.internal.hibernate.model.Rule;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.engine.spi.CascadeStyle;
import org.hibernate.engine.spi.CascadingActions;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.OneToManyCollectionPart;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.CompositeType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * An association over which a removal reaches other entities, many at a time by their ids.
 *
 * @param owner the class that has it
 * @param path its name, with dots where it is in an embeddable
 * @param target the entities that it reaches
 * @param reversed whether it is a reference to the owner, which the removal of the owner follows backwards
 * @param keyAtTarget whether the foreign key is in the table of the target, whose rows have to go first then
 */
public record Cascade(
        EntityPersister owner, String path, EntityPersister target, boolean keyAtTarget, boolean reversed) {

    /** Two ids of rows that an association connects. */
    public record Link(Object owner, Object target) {

        @SuppressWarnings("ArgumentSelectionDefectChecker") // that is what it is for
        Link backwards() {
            return new Link(target, owner);
        }
    }

    /** The associations of an entity and its subclasses, or null if one leads to several hierarchies. */
    static @Nullable List<Cascade> of(EntityPersister entity) {
        Map<String, Cascade> found = new LinkedHashMap<>();
        List<EntityMappingType> types = new ArrayList<>();
        types.add(entity);
        types.addAll(entity.getSubMappingTypes());
        for (EntityMappingType type : types) {
            EntityPersister owner = type.getEntityPersister();
            for (int i = 0; i < owner.getPropertyTypes().length; i++) {
                if (!collect(
                        owner,
                        owner.getPropertyNames()[i],
                        owner.getPropertyTypes()[i],
                        owner.getPropertyCascadeStyles()[i],
                        found)) {
                    return null;
                }
            }
        }
        for (Rule rule : SoftDeleteModel.of(entity.getFactory()).rules()) {
            if (rule.rule() == RemovalRule.CASCADE && rule.target().equals(entity.getRootEntityName())) {
                EntityPersister referring =
                        entity.getFactory().getMappingMetamodel().getEntityDescriptor(rule.owner());
                found.put(rule.owner() + "." + rule.path(), new Cascade(referring, rule.path(), referring, true, true));
            }
        }
        return List.copyOf(found.values());
    }

    /** Every entity that removing one of these may reach, with itself, or null if statements cannot follow. */
    public static @Nullable Set<EntityPersister> closure(EntityPersister entity) {
        Set<EntityPersister> reached = new LinkedHashSet<>();
        Deque<EntityPersister> open = new ArrayDeque<>(List.of(entity));
        while (!open.isEmpty()) {
            EntityPersister next = open.removeFirst();
            if (reached.add(next)) {
                List<Cascade> cascades = of(next);
                if (cascades == null) {
                    return null;
                }
                cascades.forEach(cascade -> open.add(cascade.target));
            }
        }
        return reached;
    }

    private static boolean collect(
            EntityPersister owner, String path, Type type, CascadeStyle style, Map<String, Cascade> found) {
        if (type instanceof CompositeType composite && !type.isAnyType()) {
            for (int i = 0; i < composite.getSubtypes().length; i++) {
                String nested = path + "." + composite.getPropertyNames()[i];
                if (!collect(owner, nested, composite.getSubtypes()[i], composite.getCascadeStyle(i), found)) {
                    return false;
                }
            }
            return true;
        }
        boolean removes = style.doCascade(CascadingActions.REMOVE) || style.hasOrphanDelete();
        if (!removes) {
            return true;
        } else if (type.isAnyType()) {
            return false;
        }
        EntityPersister target = target(type, owner);
        if (target != null) {
            found.putIfAbsent(path, new Cascade(owner, path, target, isKeyAtTarget(owner.findByPath(path)), false));
        }
        return target != null || !(type instanceof CollectionType);
    }

    private static @Nullable EntityPersister target(Type type, EntityPersister owner) {
        if (type instanceof EntityType toOne) {
            return owner.getFactory().getMappingMetamodel().getEntityDescriptor(toOne.getAssociatedEntityName());
        } else if (type instanceof CollectionType toMany) {
            var collection = owner.getFactory().getMappingMetamodel().getCollectionDescriptor(toMany.getRole());
            return collection.isManyToMany() || collection.isOneToMany() ? collection.getElementPersister() : null;
        }
        return null;
    }

    private static boolean isKeyAtTarget(@Nullable ModelPart part) {
        return part instanceof PluralAttributeMapping plural
                ? plural.getElementDescriptor() instanceof OneToManyCollectionPart
                : part instanceof ToOneAttributeMapping toOne
                        && toOne.getSideNature() == ForeignKeyDescriptor.Nature.TARGET;
    }

    /** What it connects with some owners, in the view of the session. */
    List<Link> follow(SharedSessionContractImplementor session, List<?> owners) {
        return reversed
                ? links(session, owner, path, owners, "t").stream()
                        .map(Link::backwards)
                        .toList()
                : links(session, owner, path, owners, "o");
    }

    /** Those of some ids that the session may see: of the class, of its tenant, within the entity's restriction. */
    static List<Object> visible(SharedSessionContractImplementor session, EntityPersister entity, List<?> ids) {
        return ids.isEmpty()
                ? List.of()
                : session.createSelectionQuery(
                                "select id(e) from " + entity.getEntityName() + " e where id(e) in (:ids)",
                                Object.class)
                        .setParameterList("ids", ids)
                        .getResultList();
    }

    /** What an association connects where the ids of its owners, o, or of its targets, t, are given. */
    static List<Link> links(
            SharedSessionContractImplementor session,
            EntityPersister owner,
            String path,
            List<?> ids,
            String restricted) {
        List<Link> links = new ArrayList<>();
        String hql = "select id(o), id(t) from " + owner.getEntityName() + " o join o." + path + " t where id("
                + restricted + ") in (:ids)";
        for (Object[] pair : session.createSelectionQuery(hql, Object[].class)
                .setParameterList("ids", ids)
                .getResultList()) {
            links.add(new Link(pair[0], pair[1]));
        }
        return links;
    }
}
