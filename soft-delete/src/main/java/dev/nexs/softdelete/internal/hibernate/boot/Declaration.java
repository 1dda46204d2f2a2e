package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.SoftDeletable;
import jakarta.persistence.MappedSuperclass;
import java.lang.annotation.Annotation;
import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.mapping.RootClass;
import org.jspecify.annotations.Nullable;

/**
 * What the classes of a hierarchy say.
 *
 * @param root the root entity's class
 * @param declaring the class that carries the annotation: the root, or a mapped superclass of it
 * @param annotation the annotation
 */
record Declaration(Class<?> root, Class<?> declaring, SoftDeletable annotation) {

    static @Nullable Declaration of(RootClass root, Class<?> type) {
        for (Class<?> at : lineage(type)) {
            SoftDeletable annotation = at.getDeclaredAnnotation(SoftDeletable.class);
            if (annotation != null) {
                return new Declaration(type, at, annotation);
            }
        }
        return null;
    }

    /** The class and the mapped superclasses above it, nearest first. */
    static List<Class<?>> lineage(Class<?> type) {
        List<Class<?>> lineage = new ArrayList<>();
        lineage.add(type);
        for (Class<?> at = type.getSuperclass(); at != null && at != Object.class; at = at.getSuperclass()) {
            if (at.isAnnotationPresent(MappedSuperclass.class)) {
                lineage.add(at);
            }
        }
        return lineage;
    }

    boolean has(Class<? extends Annotation> annotation) {
        return members(annotation).findAny().isPresent();
    }

    /** The name of the attribute that carries this annotation. */
    String attribute(Class<? extends Annotation> annotation) {
        return members(annotation).map(Members::attribute).findFirst().orElseThrow();
    }

    Stream<Member> members(Class<? extends Annotation> annotation) {
        return lineage(root).stream()
                .flatMap(Members::all)
                .filter(member -> member.isAnnotationPresent(annotation))
                .map(Member.class::cast);
    }
}
