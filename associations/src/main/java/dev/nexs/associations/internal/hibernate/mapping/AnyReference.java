package dev.nexs.associations.internal.hibernate.mapping;

import dev.nexs.associations.BelongsToAny;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.mapping.Any;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;

/**
 * One attribute that is annotated with {@link BelongsToAny}, with the entities that it may point to.
 *
 * @param owner the entity that has the attribute
 * @param path the attribute, below embedded ones with dots
 * @param value Hibernate's mapping of it
 * @param annotation what the user wrote
 * @param targets the entities assignable to the attribute that declare or inherit a name, or should
 */
record AnyReference(
        PersistentClass owner, String path, Any value, BelongsToAny annotation, List<PersistentClass> targets) {

    static List<AnyReference> of(PersistentClass owner, Collection<PersistentClass> entities) {
        List<AnyReference> found = new ArrayList<>();
        Class<?> type = owner.getMappedClass();
        if (type != null) {
            collect(owner, type, "", owner.getProperties(), entities, found);
        }
        return found;
    }

    private static void collect(
            PersistentClass owner,
            Class<?> type,
            String prefix,
            Collection<Property> properties,
            Collection<PersistentClass> entities,
            List<AnyReference> found) {
        for (Property property : properties) {
            if (property.getValue() instanceof Any any) {
                BelongsToAny annotation = Members.annotation(type, property, BelongsToAny.class);
                if (annotation != null) {
                    Class<?> declared = property.getGetter(type).getReturnTypeClass();
                    found.add(new AnyReference(
                            owner, prefix + property.getName(), any, annotation, assignable(declared, entities)));
                }
            } else if (property.getValue() instanceof Component component
                    && component.getComponentClassName() != null) {
                collect(
                        owner,
                        component.getComponentClass(),
                        prefix + property.getName() + ".",
                        component.getProperties(),
                        entities,
                        found);
            }
        }
    }

    private static List<PersistentClass> assignable(Class<?> type, Collection<PersistentClass> entities) {
        return entities.stream()
                .filter(entity -> entity.getMappedClass() != null && type.isAssignableFrom(entity.getMappedClass()))
                .toList();
    }

    /** {@return the targets that declare their name, whose rows are found under it} */
    List<PersistentClass> namedTargets() {
        return targets.stream()
                .filter(target -> TypeNames.declaring(target.getMappedClass()) == target.getMappedClass())
                .toList();
    }

    Table table() {
        return value.getTable();
    }

    Column typeColumn() {
        return value.getColumns().get(0);
    }

    Column idColumn() {
        return value.getColumns().get(1);
    }

    @Override
    public String toString() {
        return owner.getEntityName() + "." + path;
    }
}
