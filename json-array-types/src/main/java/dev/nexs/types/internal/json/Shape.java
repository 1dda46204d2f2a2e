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
 * The fields that make up the content of a class, opened once.
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
    private final Field[] fields;
    private final boolean open;
    private final boolean allFinal;
    private final @Nullable Constructor<?> constructor;

    private Shape(Class<?> type) {
        this.type = type;
        List<Field> found = new ArrayList<>();
        for (Class<?> c = type; c != null && !isPlatform(c); c = c.getSuperclass()) {
            Arrays.stream(c.getDeclaredFields()).filter(Shape::isContent).forEach(found::add);
        }
        this.fields = found.toArray(Field[]::new);
        this.open = found.stream().allMatch(Field::trySetAccessible);
        this.allFinal = found.stream().allMatch(field -> Modifier.isFinal(field.getModifiers()));
        this.constructor = open ? constructorOf(type) : null;
    }

    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** A class of the JDK: its fields are its own business. */
    static boolean isPlatform(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
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

    Field[] fields() {
        return fields;
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
