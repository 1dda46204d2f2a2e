package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.OnRemoval;
import dev.nexs.softdelete.OnTrashed;
import dev.nexs.softdelete.RemovalRule;
import dev.nexs.softdelete.SoftDeleteMappingException;
import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.internal.hibernate.model.Ddl;
import dev.nexs.softdelete.internal.hibernate.model.Rule;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import org.hibernate.FetchMode;
import org.hibernate.annotations.NotFoundAction;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.IndexedCollection;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.OneToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.ToOne;
import org.jspecify.annotations.Nullable;

/** Applies the policy of each to-one association whose target is soft-deletable. */
final class ReferenceBinder {

    private final InFlightMetadataCollector metadata;
    private final Settings settings;
    private final SoftDeleteModel model;

    ReferenceBinder(InFlightMetadataCollector metadata, Settings settings, SoftDeleteModel model) {
        this.metadata = metadata;
        this.settings = settings;
        this.model = model;
    }

    void bind(PersistentClass owner) {
        for (Property property : owner.getProperties()) {
            bind(owner, owner.getEntityName(), owner.getMappedClass(), property, false);
        }
    }

    private void bind(
            PersistentClass owner, String path, @Nullable Class<?> declaring, Property property, boolean embedded) {
        String role = path + "." + property.getName();
        OnRemoval rule = annotation(declaring, property, OnRemoval.class);
        if (rule != null) {
            rule(owner, role, property, rule.value(), embedded);
        }
        if (property.getValue() instanceof ToOne toOne) {
            TrashedReference chosen = chosen(declaring, property);
            if (isSoftDeletable(toOne)) {
                apply(owner, role, property, toOne, chosen, embedded);
            } else if (chosen != TrashedReference.DEFAULT) {
                throw new SoftDeleteMappingException("The association " + role + " carries @OnTrashed, but its target "
                        + toOne.getReferencedEntityName() + " is not @SoftDeletable. Remove @OnTrashed, or make the"
                        + " target soft-deletable.");
            }
        } else if (property.getValue() instanceof Component component && !component.isDynamic()) {
            for (Property nested : component.getProperties()) {
                bind(owner, role, component.getComponentClass(), nested, true);
            }
        } else if (chosen(declaring, property) != TrashedReference.DEFAULT) {
            throw new SoftDeleteMappingException(
                    "The attribute " + role + " carries @OnTrashed and is no reference to one"
                            + " entity. Remove @OnTrashed: a collection never shows what is in the trash.");
        }
    }

    private void rule(PersistentClass owner, String role, Property property, RemovalRule rule, boolean embedded) {
        boolean toOne = property.getValue() instanceof ToOne one
                && !(one instanceof OneToOne inverse && inverse.getMappedByProperty() != null);
        boolean toMany = property.getValue() instanceof Collection links
                && links.getElement() instanceof ManyToOne
                && !links.isInverse()
                && !(links instanceof IndexedCollection);
        boolean fits = rule == RemovalRule.RESTRICT ? toOne || toMany : rule == RemovalRule.DETACH ? toMany : toOne;
        if (!fits) {
            throw new SoftDeleteMappingException("The attribute " + role + " carries @OnRemoval(" + rule
                    + "), which is not possible there. RESTRICT is for references with a foreign key and for the owning side"
                    + " of a many-to-many, SET_NULL and CASCADE for references with a foreign key, DETACH for the owning"
                    + " side of a many-to-many without an index.");
        }
        String target = toOne
                ? ((ToOne) property.getValue()).getReferencedEntityName()
                : ((ManyToOne) ((Collection) property.getValue()).getElement()).getReferencedEntityName();
        PersistentClass entity = metadata.getEntityBinding(target);
        if (entity == null || model.definition(entity.getRootClass().getEntityName()) == null) {
            throw new SoftDeleteMappingException("The association " + role + " carries @OnRemoval, but its target "
                    + target + " is not @SoftDeletable: the foreign key of the database says what its deletion means."
                    + " Remove @OnRemoval.");
        } else if (rule == RemovalRule.SET_NULL && embedded) {
            throw new SoftDeleteMappingException("The association " + role + " carries @OnRemoval(SET_NULL) inside an"
                    + " embeddable, where it is not possible. Choose RESTRICT or CASCADE.");
        } else if (rule == RemovalRule.SET_NULL && !property.isOptional()) {
            throw new SoftDeleteMappingException("The association " + role
                    + " carries @OnRemoval(SET_NULL) and must not be null. Make it optional, or choose another rule.");
        }
        model.rule(new Rule(
                owner.getEntityName(),
                role.substring(owner.getEntityName().length() + 1),
                entity.getRootClass().getEntityName(),
                rule));
    }

    private boolean isSoftDeletable(ToOne toOne) {
        PersistentClass target = metadata.getEntityBinding(toOne.getReferencedEntityName());
        return target != null && model.definition(target.getRootClass().getEntityName()) != null;
    }

    private void apply(
            PersistentClass owner,
            String role,
            Property property,
            ToOne toOne,
            TrashedReference chosen,
            boolean embedded) {
        if (toOne instanceof OneToOne inverse && inverse.getMappedByProperty() != null) {
            if (chosen == TrashedReference.SHOW || chosen == TrashedReference.FAIL) {
                throw new SoftDeleteMappingException("The one-to-one " + role + " is mapped by its target and holds no"
                        + " foreign key, so it hides a trashed target like a collection does; @OnTrashed(" + chosen
                        + ") is not possible there. Remove it.");
            }
            inverse.setConstrained(false);
            property.setOptional(true);
            return;
        }
        TrashedReference policy = chosen == TrashedReference.DEFAULT ? settings.onTrashed() : chosen;
        if (policy == TrashedReference.HIDE) {
            hide(owner, role, property, toOne, embedded);
        }
        if (policy != TrashedReference.SHOW) {
            model.policy(role, policy);
        }
    }

    /** Null is only known by looking, hence the join; null is not what the foreign key says, hence the dynamic update. */
    private void hide(PersistentClass owner, String role, Property property, ToOne toOne, boolean embedded) {
        if (embedded || !(toOne instanceof ManyToOne manyToOne)) {
            throw new SoftDeleteMappingException("The association " + role + " cannot be hidden: HIDE is for"
                    + " @ManyToOne and @OneToOne attributes of an entity that have a foreign key column of their own."
                    + " Use @OnTrashed(SHOW) or @OnTrashed(FAIL).");
        }
        manyToOne.setNotFoundAction(NotFoundAction.IGNORE);
        manyToOne.setLazy(false);
        manyToOne.setFetchMode(FetchMode.JOIN);
        property.setOptional(true);
        outerJoin(toOne);
        RootClass root = owner.getRootClass();
        dynamic(root);
        if (root.getOptimisticLockStyle().isAllOrDirty()) {
            // What reads as null while the column is not cannot be compared with the column.
            property.setOptimisticLocked(false);
        }
    }

    /** Hibernate joins inner over a column that is not nullable, so the mapping says nullable and the DDL says not. */
    private void outerJoin(ToOne toOne) {
        for (Column column : toOne.getColumns()) {
            if (!column.isNullable()) {
                column.setNullable(true);
                Ddl notNull = new Ddl(
                        "alter table ",
                        toOne.getTable(),
                        " alter column " + ColumnNames.sql(column, metadata) + " set not null");
                metadata.addAuxiliaryDatabaseObject(notNull.generated());
            }
        }
    }

    private static void dynamic(PersistentClass entity) {
        entity.setDynamicUpdate(true);
        entity.getDirectSubclasses().forEach(ReferenceBinder::dynamic);
    }

    private static TrashedReference chosen(@Nullable Class<?> declaring, Property property) {
        OnTrashed annotation = annotation(declaring, property, OnTrashed.class);
        return annotation == null ? TrashedReference.DEFAULT : annotation.value();
    }

    private static <A extends Annotation> @Nullable A annotation(
            @Nullable Class<?> declaring, Property property, Class<A> annotation) {
        for (Class<?> type = declaring; type != null && type != Object.class; type = type.getSuperclass()) {
            AnnotatedElement member = Members.find(type, property.getName());
            if (member != null && member.isAnnotationPresent(annotation)) {
                return member.getAnnotation(annotation);
            }
        }
        return null;
    }
}
