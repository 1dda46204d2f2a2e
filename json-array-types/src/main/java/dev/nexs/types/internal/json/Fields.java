package dev.nexs.types.internal.json;

import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields that make up the content of a class of the application.
 *
 * <p>Fields and not getters: reading a field allocates nothing and runs no code of the application.
 */
final class Fields {

    private final Class<?> type;
    private final boolean allFinal;
    private final Part[] parts;
    private final MethodHandle sameLeaves;
    private final @Nullable MethodHandle copy;

    private Fields(Class<?> type, List<Field> fields) throws ReflectiveOperationException {
        this.type = type;
        this.allFinal = fields.stream().allMatch(field -> Modifier.isFinal(field.getModifiers()));
        List<Field> leaves = fields.stream().filter(Part::isLeaf).toList();
        List<Field> walked = fields.stream().filter(Predicate.not(Part::isLeaf)).toList();
        this.parts = new Part[walked.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Part.of(walked.get(i));
        }
        Handles handles = new Handles(type, leaves, walked);
        this.sameLeaves = handles.comparison();
        this.copy = copy(handles);
    }

    /** The fields of a class; null if not all of them can be read. */
    static @Nullable Fields of(Class<?> type) {
        List<Field> found = new ArrayList<>();
        for (Class<?> c = type; c != null && !Kind.isPlatform(c); c = c.getSuperclass()) {
            Arrays.stream(c.getDeclaredFields()).filter(Fields::isContent).forEach(found::add);
        }
        try {
            return found.stream().allMatch(Field::trySetAccessible) ? new Fields(type, found) : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static boolean isContent(Field field) {
        int modifiers = field.getModifiers();
        return !Modifier.isStatic(modifiers)
                && !Modifier.isTransient(modifiers)
                && !field.isSynthetic()
                && !field.isAnnotationPresent(JsonBackReference.class)
                && !isIgnored(field);
    }

    private static boolean isIgnored(Field field) {
        JsonIgnore ignore = field.getAnnotation(JsonIgnore.class);
        return ignore != null && ignore.value();
    }

    private @Nullable MethodHandle copy(Handles handles) {
        if (allFinal && !type.isRecord()) {
            return null;
        }
        try {
            Constructor<?> constructor = type.isRecord()
                    ? type.getDeclaredConstructor(Handles.componentTypes(type))
                    : type.getDeclaredConstructor();
            if (!constructor.trySetAccessible()) {
                return null;
            }
            return type.isRecord() ? handles.recordCopy(constructor) : handles.copy(constructor);
        } catch (ReflectiveOperationException | IllegalArgumentException e) { // or more components than a handle takes
            return null;
        }
    }

    /** Whether no field can be assigned after construction, so that a value with immutable fields is immutable. */
    boolean areFinal() {
        return allFinal;
    }

    /** Those that have to be walked. */
    Part[] parts() {
        return parts;
    }

    /** Whether the values are the same in all fields that need no walk. */
    boolean sameLeaves(Object one, Object other) {
        try {
            return (boolean) sameLeaves.invokeExact(one, other);
        } catch (Throwable e) {
            throw UncopyableException.because(type, e);
        }
    }

    /** A copy of a value that holds these parts instead of its own; throws if none can be made. */
    Object copy(Object original, @Nullable Object[] parts) {
        if (copy == null) {
            throw new UncopyableException(type, null);
        }
        try {
            return (Object) copy.invokeExact(original, parts);
        } catch (Throwable e) {
            throw UncopyableException.because(type, e);
        }
    }
}
