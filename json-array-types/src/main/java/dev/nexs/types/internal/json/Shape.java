package dev.nexs.types.internal.json;

import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a class: its kind, and the fields that make up its content, opened once.
 *
 * <p>Fields and not getters: reading a field allocates nothing and runs no code of the application.
 */
final class Shape {

    /** Shapes live as long as their classes. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return new Shape(type);
        }
    };

    private final Class<?> type;
    private final Kind kind;
    private final Part[] parts;
    private final boolean open;
    private final boolean allFinal;
    private final @Nullable Constructor<?> constructor;

    private Shape(Class<?> type) {
        this.type = type;
        this.kind = Kind.of(type);
        List<Field> found = kind == Kind.OBJECT ? fieldsOf(type) : List.of();
        this.open = found.stream().allMatch(Field::trySetAccessible);
        this.allFinal = found.stream().allMatch(field -> Modifier.isFinal(field.getModifiers()));
        this.parts = found.stream().map(Part::of).toArray(Part[]::new);
        this.constructor = open && kind == Kind.OBJECT ? constructorOf(type) : null;
    }

    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static List<Field> fieldsOf(Class<?> type) {
        List<Field> found = new ArrayList<>();
        for (Class<?> c = type; c != null && !Kind.isPlatform(c); c = c.getSuperclass()) {
            Arrays.stream(c.getDeclaredFields()).filter(Shape::isContent).forEach(found::add);
        }
        return found;
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

    private static @Nullable Constructor<?> constructorOf(Class<?> type) {
        try {
            Constructor<?> constructor =
                    type.isRecord() ? type.getDeclaredConstructor(componentTypes(type)) : type.getDeclaredConstructor();
            return constructor.trySetAccessible() ? constructor : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static Class<?>[] componentTypes(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> component.getType())
                .toArray(Class<?>[]::new);
    }

    Kind kind() {
        return kind;
    }

    /** Whether the fields can be read. */
    boolean isOpen() {
        return open;
    }

    /** Whether no field can be assigned after construction, so that a value with immutable fields is immutable. */
    boolean isFinal() {
        return allFinal;
    }

    /** Whether a copy can be made field by field. */
    boolean isCopyable() {
        return constructor != null;
    }

    boolean isRecord() {
        return type.isRecord();
    }

    Part[] parts() {
        return parts;
    }

    /** A new instance: of a record with these components, of another class with its defaults. */
    Object create(@Nullable Object... components) {
        if (constructor == null) {
            throw new IllegalStateException(type.getName() + " has no constructor to copy it with");
        }
        try {
            return constructor.newInstance(components);
        } catch (ReflectiveOperationException e) {
            throw new UncopyableException(type, e);
        }
    }
}
