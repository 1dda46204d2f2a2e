package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.DeletedAt;
import dev.nexs.softdelete.DeletedBy;
import dev.nexs.softdelete.DeletionReason;
import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.Retention;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.softdelete.SoftDeleteMappingException;
import dev.nexs.softdelete.internal.hibernate.model.Retentions;
import jakarta.persistence.Column;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with the mapping of an entity, all of it at once, in sentences. */
final class Misuse {

    private static final Set<String> INSTANTS = Set.of(
            "java.time.Instant", "java.time.OffsetDateTime", "java.time.ZonedDateTime", "java.time.LocalDateTime");

    private static final List<Class<? extends Annotation>> OURS =
            List.of(DeletedAt.class, DeletedBy.class, DeletionReason.class);

    private final RootClass root;
    private final List<String> mistakes = new ArrayList<>();

    private Misuse(RootClass root) {
        this.root = root;
    }

    static void check(RootClass root, Declaration declaration, Marker marker, List<String> columns) {
        Misuse misuse = new Misuse(root);
        misuse.combined();
        misuse.twice(declaration);
        misuse.several(declaration, DeletedAt.class);
        misuse.several(declaration, DeletedBy.class);
        misuse.several(declaration, DeletionReason.class);
        misuse.retention(marker);
        misuse.strayBelow(declaration);
        misuse.views(declaration, marker, columns);
        misuse.writable(declaration, columns);
        misuse.mistakes.addAll(EmbeddedViews.mistakes(root));
        misuse.fail();
    }

    /** An annotation below the root, where no marker was found above. */
    static void checkUndeclared(RootClass root) {
        Misuse misuse = new Misuse(root);
        if (root.getMappedClass().isAnnotationPresent(Retention.class)) {
            misuse.mistakes.add(root.getEntityName() + " carries @Retention and is not @SoftDeletable: it has no trash."
                    + " Add @SoftDeletable to it, or remove @Retention.");
        }
        misuse.below("is only possible on the root of the hierarchy, " + root.getEntityName()
                + ", or on a mapped superclass of it. Move it there.");
        misuse.mistakes.addAll(EmbeddedViews.mistakes(root));
        misuse.strays(null, "is not @SoftDeletable. Add @SoftDeletable to it, or remove the annotation.");
        misuse.fail();
    }

    private void fail() {
        if (!mistakes.isEmpty()) {
            throw new SoftDeleteMappingException(String.join(" ", mistakes));
        }
    }

    private void combined() {
        String name = root.getEntityName();
        if (root.getSoftDeleteColumn() != null || root.getMappedClass().isAnnotationPresent(SoftDelete.class)) {
            mistakes.add(
                    name + " is mapped with both @SoftDeletable and Hibernate's @SoftDelete. Remove @SoftDelete; the"
                            + " migration guide in docs/soft-delete.md says how to keep its column.");
        } else if (root.getStateManagementType() != null) {
            mistakes.add(name + " is mapped with both @SoftDeletable and another state management of Hibernate, such as"
                    + " @Temporal or @Audited. An entity can have one only; remove one of them.");
        }
        List<PersistentClass> all = new ArrayList<>(root.getSubclassClosure());
        all.forEach(entity -> {
            if (entity.getCustomSQLDelete() != null) {
                mistakes.add(entity.getEntityName() + " is @SoftDeletable and has @SQLDelete, which would never run."
                        + " Remove @SQLDelete.");
            }
        });
    }

    private void twice(Declaration declaration) {
        List<Class<?>> declaring = Declaration.lineage(declaration.root()).stream()
                .filter(type -> type.getDeclaredAnnotation(SoftDeletable.class) != null)
                .toList();
        if (declaring.size() > 1) {
            mistakes.add("The hierarchy of " + root.getEntityName() + " defines its marker twice: @SoftDeletable is on "
                    + declaring.get(0).getName() + " and on " + declaring.get(1).getName() + ". Keep one.");
        }
        below("defines the marker of the hierarchy a second time; it is inherited from "
                + declaration.declaring().getName() + ". Remove it.");
    }

    private void below(String complaint) {
        for (PersistentClass entity : root.getSubclassClosure()) {
            Class<?> type = entity == root ? null : entity.getMappedClass();
            for (; type != null && type != root.getMappedClass(); type = type.getSuperclass()) {
                if (type.getDeclaredAnnotation(SoftDeletable.class) != null) {
                    mistakes.add("@SoftDeletable on " + type.getName() + " " + complaint);
                }
            }
        }
    }

    private void several(Declaration declaration, Class<? extends Annotation> annotation) {
        List<String> attributes = declaration
                .members(annotation)
                .map(Members::attribute)
                .distinct()
                .toList();
        if (attributes.size() > 1) {
            mistakes.add(root.getEntityName() + " has several attributes with @" + annotation.getSimpleName() + ": "
                    + String.join(", ", attributes) + ". Keep one.");
        }
    }

    private void strayBelow(Declaration declaration) {
        strays(declaration, "maps it on the root of the hierarchy or a mapped superclass of that only. Move it there.");
    }

    /** A view where no column of ours can be behind it: below the root, or in a hierarchy without a trash. */
    private void strays(@Nullable Declaration declaration, String complaint) {
        Set<Class<?>> checked = new LinkedHashSet<>();
        root.getSubclassClosure().forEach(entity -> checked.addAll(Declaration.lineage(entity.getMappedClass())));
        if (declaration != null) {
            checked.removeAll(Declaration.lineage(declaration.root()));
        }
        for (Class<?> type : checked) {
            Members.all(type)
                    .filter(member -> OURS.stream().anyMatch(member::isAnnotationPresent))
                    .map(Member.class::cast)
                    .forEach(member -> mistakes.add("The attribute " + describe(member)
                            + " carries @DeletedAt or @DeletedBy, but " + root.getEntityName() + " " + complaint));
        }
    }

    private void views(Declaration declaration, Marker marker, List<String> columns) {
        for (Member member : declaration.members(DeletedAt.class).toList()) {
            named(member, "@DeletedAt", columns.get(0));
            String type = type(member).getName();
            boolean fits = switch (marker) {
                case BOOLEAN -> type.equals("boolean") || type.equals("java.lang.Boolean");
                case EPOCH_MILLIS -> type.equals("java.lang.Long");
                default -> INSTANTS.contains(type);
            };
            if (!fits) {
                mistakes.add("The attribute " + describe(member) + " carries @DeletedAt and has the type " + type
                        + ", which cannot show a marker of type " + marker + ". Allowed is "
                        + (marker == Marker.BOOLEAN
                                ? "boolean"
                                : marker == Marker.EPOCH_MILLIS ? "java.lang.Long" : "java.time.Instant")
                        + ".");
            }
        }
        texts(declaration, DeletedBy.class);
        texts(declaration, DeletionReason.class);
    }

    private void texts(Declaration declaration, Class<? extends Annotation> annotation) {
        for (Member member : declaration.members(annotation).toList()) {
            if (type(member) != String.class) {
                mistakes.add("The attribute " + describe(member) + " carries @" + annotation.getSimpleName()
                        + " and must be a String, not " + type(member).getName() + ".");
            }
        }
    }

    private void retention(Marker marker) {
        try {
            if (Retentions.of(root.getMappedClass()) != null && marker == Marker.BOOLEAN) {
                mistakes.add(
                        root.getEntityName() + " carries @Retention, but its marker is a boolean, which does not say"
                                + " since when a row is in the trash. Use a TIMESTAMP or EPOCH_MILLIS marker.");
            }
        } catch (IllegalArgumentException e) {
            mistakes.add(e.getMessage());
        }
    }

    private void named(Member member, String annotation, String expected) {
        Column column = ((AnnotatedElement) member).getAnnotation(Column.class);
        if (column != null && !column.name().isEmpty() && !column.name().equalsIgnoreCase(expected)) {
            mistakes.add("The attribute " + describe(member) + " carries " + annotation + " and names the column \""
                    + column.name() + "\", but the marker is in \"" + expected
                    + "\". Leave @Column out, or say @SoftDeletable(column = \"" + column.name() + "\").");
        }
    }

    private void writable(Declaration declaration, List<String> columns) {
        Set<String> views = new HashSet<>();
        declaration.members(DeletedAt.class).forEach(member -> views.add(Members.attribute(member)));
        declaration.members(DeletedBy.class).forEach(member -> views.add(Members.attribute(member)));
        declaration.members(DeletionReason.class).forEach(member -> views.add(Members.attribute(member)));
        for (PersistentClass entity : root.getSubclassClosure()) {
            entity.getProperties().stream()
                    .filter(property -> !views.contains(property.getName()))
                    .forEach(property -> writable(entity.getEntityName(), property, columns));
        }
    }

    private void writable(String owner, Property property, List<String> columns) {
        String path = owner + "." + property.getName();
        if (property.getValue() instanceof Component component) {
            component.getProperties().forEach(nested -> writable(path, nested, columns));
        } else if ((property.isInsertable() || property.isUpdatable()) && isOurs(property, columns)) {
            mistakes.add("The attribute " + path + " writes the column \""
                    + property.getColumns().get(0).getName()
                    + "\", which belongs to soft delete. Annotate it with @DeletedAt or @DeletedBy if it is the entity's"
                    + " own, or map it with @Column(insertable = false, updatable = false).");
        }
    }

    private static boolean isOurs(Property property, List<String> columns) {
        return property.getColumns().stream()
                .anyMatch(column -> columns.stream().anyMatch(ours -> ours.equalsIgnoreCase(column.getName())));
    }

    private static Class<?> type(Member member) {
        return member instanceof Field field ? field.getType() : ((Method) member).getReturnType();
    }

    private static String describe(Member member) {
        return member.getDeclaringClass().getName() + "." + Members.attribute(member);
    }
}
