package dev.nexs.associations.internal.hibernate.mapping;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import org.hibernate.mapping.Property;
import org.jspecify.annotations.Nullable;

/** Finds an annotation of ours again on the member behind a mapped property: its field or its getter. */
public final class Members {

    private Members() {}

    /** {@return the annotation of the member, or null} */
    public static <A extends Annotation> @Nullable A annotation(Class<?> type, Property property, Class<A> annotation) {
        AnnotatedElement member = (AnnotatedElement) property.getGetter(type).getMember();
        A found = member == null ? null : member.getAnnotation(annotation);
        return found != null ? found : onField(type, property.getName(), annotation);
    }

    private static <A extends Annotation> @Nullable A onField(Class<?> type, String name, Class<A> annotation) {
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field.getAnnotation(annotation);
                }
            }
        }
        return null;
    }
}
