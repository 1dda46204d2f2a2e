package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.DeletedAt;
import dev.nexs.softdelete.DeletedBy;
import dev.nexs.softdelete.DeletionReason;
import dev.nexs.softdelete.OnRemoval;
import dev.nexs.softdelete.OnTrashed;
import dev.nexs.softdelete.SoftDeletable;
import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields and getters of a class by the attribute that they stand for. */
final class Members {

    private static final List<Class<? extends Annotation>> OURS = List.of(
            OnTrashed.class,
            OnRemoval.class,
            SoftDeletable.class,
            DeletedAt.class,
            DeletedBy.class,
            DeletionReason.class);

    private Members() {}

    /** The member of this class for an attribute; the one with an annotation of ours if there are two. */
    static @Nullable AnnotatedElement find(Class<?> type, String attribute) {
        AnnotatedElement found = null;
        for (AccessibleObject member : all(type).toList()) {
            if (attribute.equals(attribute((Member) member))) {
                if (OURS.stream().anyMatch(member::isAnnotationPresent)) {
                    return member;
                }
                found = member;
            }
        }
        return found;
    }

    /** The member at the end of a path through embeddables, declared by the type there or by a superclass of it. */
    static @Nullable AnnotatedElement find(Class<?> type, List<String> path) {
        AnnotatedElement member = null;
        for (Class<?> at = type; at != null && at != Object.class && member == null; at = at.getSuperclass()) {
            member = find(at, path.get(0));
        }
        if (path.size() == 1 || member == null) {
            return member;
        }
        Class<?> embeddable = member instanceof Field field ? field.getType() : ((Method) member).getReturnType();
        return find(embeddable, path.subList(1, path.size()));
    }

    static Stream<AccessibleObject> all(Class<?> type) {
        return Stream.concat(
                Stream.of(type.getDeclaredFields()),
                Stream.of(type.getDeclaredMethods()).filter(method -> method.getParameterCount() == 0));
    }

    static String attribute(Member member) {
        String name = member.getName();
        if (member instanceof Field) {
            return name;
        }
        int prefix = name.startsWith("get") ? 3 : name.startsWith("is") && isBoolean((Method) member) ? 2 : 0;
        return prefix == 0 || name.length() == prefix
                ? name
                : name.substring(prefix, prefix + 1).toLowerCase(Locale.ROOT) + name.substring(prefix + 1);
    }

    private static boolean isBoolean(Method method) {
        return method.getReturnType() == boolean.class || method.getReturnType() == Boolean.class;
    }
}
