package dev.nexs.associations.internal.hibernate.mapping;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.HasManyAny;
import dev.nexs.associations.HasOneAny;
import dev.nexs.associations.TypeName;
import jakarta.persistence.Entity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;

/** Everything that would otherwise surface with the first row: all mistakes are reported at once, at the start. */
final class PolymorphicChecks {

    private final Collection<PersistentClass> entities;
    private final List<AnyReference> references;
    private final List<String> mistakes = new ArrayList<>();

    PolymorphicChecks(Collection<PersistentClass> entities, List<AnyReference> references) {
        this.entities = entities;
        this.references = references;
    }

    void run() {
        names();
        references.forEach(this::reference);
        entities.forEach(this::inverses);
        if (!mistakes.isEmpty()) {
            throw new AssociationException(String.join("; ", mistakes));
        }
    }

    private void names() {
        Map<String, Class<?>> owners = new HashMap<>();
        for (PersistentClass entity : entities) {
            Class<?> type = entity.getMappedClass();
            TypeName name = type == null ? null : type.getDeclaredAnnotation(TypeName.class);
            if (name == null) {
                continue;
            }
            if (name.value().isBlank()) {
                mistakes.add("the @TypeName of " + type.getName() + " is blank; give it a name to be stored");
            }
            Class<?> parent = type.getSuperclass() == null ? null : TypeNames.declaring(type.getSuperclass());
            if (parent != null && parent.isAnnotationPresent(Entity.class)) {
                mistakes.add(type.getName() + " declares the type name '" + name.value() + "', but its parent "
                        + parent.getName()
                        + " has one; a name stands for a class with its subclasses, so take one away");
            }
            Class<?> other = owners.put(name.value(), type);
            if (other != null) {
                mistakes.add("the type name '" + name.value() + "' is declared by both " + other.getName() + " and "
                        + type.getName() + "; a name stands for one entity");
            }
        }
    }

    private void reference(AnyReference reference) {
        if (reference.targets().isEmpty()) {
            mistakes.add(reference + " is annotated with @BelongsToAny, but no entity is assignable to it");
        }
        for (PersistentClass target : reference.targets()) {
            if (TypeNames.nameOf(target.getMappedClass()) == null) {
                mistakes.add(target.getEntityName() + " may be stored in " + reference
                        + " (@BelongsToAny), but has no name; annotate it with @TypeName(\"…\")");
            }
        }
        for (PersistentClass target : reference.namedTargets()) {
            identifier(reference, target);
        }
    }

    private void identifier(AnyReference reference, PersistentClass target) {
        Class<?> actual = box(target.getIdentifier().getType().getReturnedClass());
        Class<?> stored = box(reference.annotation().idType());
        if (actual != stored) {
            mistakes.add(reference + " stores identifiers of type " + stored.getSimpleName() + ", but "
                    + target.getEntityName() + " has one of type " + actual.getSimpleName()
                    + "; all targets need the same type, given as @BelongsToAny(idType = …)");
        }
    }

    private void inverses(PersistentClass entity) {
        Class<?> type = entity.getMappedClass();
        if (type == null) {
            return;
        }
        for (Property property : entity.getProperties()) {
            if (Members.annotation(type, property, HasManyAny.class) != null
                    || Members.annotation(type, property, HasOneAny.class) != null) {
                if (!type.isAnnotationPresent(TypeName.class)) {
                    mistakes.add(entity.getEntityName() + "." + property.getName()
                            + " is the inverse of a @BelongsToAny, but its entity declares no name; annotate "
                            + entity.getEntityName()
                            + " with @TypeName, or move the attribute to the class that has one");
                }
            }
        }
    }

    private static Class<?> box(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }
}
